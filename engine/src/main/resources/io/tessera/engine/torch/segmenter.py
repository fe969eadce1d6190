# A segmenter: which label every pixel of a picture seems to have. A small one works on 4 x 4 patches; convolutions with growing
# reach and the mean of the whole picture stand for context. One with levels is a U-Net (Ronneberger et al. 2015) of residual
# blocks over 2 x 2 patches. Weights, moments and the training step live here.
class Segmenter(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  w : Dict[str, Tensor]
  m : Dict[str, Tensor]
  v : Dict[str, Tensor]
  o : Dict[str, float]
  shares : Dict[str, Tensor]
  names : List[str]

  def announce(self: __torch__.Segmenter, name: str) -> None:
    self.names.append(name)
    return None

  def put(self: __torch__.Segmenter, value: Tensor) -> Dict[str, Tensor]:
    name = self.names[-1]
    self.m[name] = torch.zeros_like(value)
    self.v[name] = torch.zeros_like(value)
    self.w[name] = torch.requires_grad_(torch.clone(value), True)
    return annotate(Dict[str, Tensor], {})

  def put_moments(self: __torch__.Segmenter, m: Tensor, v: Tensor) -> Dict[str, Tensor]:
    self.m[self.names[-1]] = torch.clone(m)
    self.v[self.names[-1]] = torch.clone(v)
    return annotate(Dict[str, Tensor], {})

  def get(self: __torch__.Segmenter, name: str) -> Tensor:
    return self.w[name].detach()

  def get_moments(self: __torch__.Segmenter, name: str) -> Tuple[Tensor, Tensor]:
    return (self.m[name], self.v[name])

  def set(self: __torch__.Segmenter, option: str, value: float) -> None:
    self.o[option] = value
    return None

  # What a pixel of each label counts for in the loss, [labels] float32.
  def weigh(self: __torch__.Segmenter, labels: Tensor) -> Dict[str, Tensor]:
    self.shares["labels"] = torch.clone(labels)
    return annotate(Dict[str, Tensor], {})

  def conv(self: __torch__.Segmenter, p: str, x: Tensor, dilation: int) -> Tensor:
    weight = self.w[p + ".weight"]
    pad = dilation * (weight.size(2) // 2)
    return torch.conv2d(x, weight, self.w[p + ".bias"], [1, 1], [pad, pad], [dilation, dilation], 1)

  def norm(self: __torch__.Segmenter, p: str, x: Tensor) -> Tensor:
    return torch.group_norm(x, 4, self.w[p + ".weight"], self.w[p + ".bias"], 1e-06, True)

  def block(self: __torch__.Segmenter, p: str, x: Tensor) -> Tensor:
    h = self.conv(p + ".conv1", torch.silu(self.norm(p + ".norm1", x)), 1)
    return x + self.conv(p + ".conv2", torch.silu(self.norm(p + ".norm2", h)), 1)

  # The U-Net: x as in logits.
  def of_levels(self: __torch__.Segmenter, x: Tensor) -> Tensor:
    h = self.conv("conv_in", torch.pixel_unshuffle(x, 2), 1)
    finer = annotate(List[Tensor], [])
    l = 0
    while ("next." + str(l) + ".weight") in self.w:
      h = self.block("down." + str(l), h)
      finer.append(h)
      h = self.conv("next." + str(l), torch.avg_pool2d(h, [2, 2], [2, 2]), 1)
      l = l + 1
    h = self.block("middle", h)
    h = h + self.conv("context", torch.mean(h, [2, 3], True), 1)
    while l > 0:
      l = l - 1
      same = finer[l]
      h = torch.cat([torch.upsample_nearest2d(h, [same.size(2), same.size(3)]), same], 1)
      h = self.block("up." + str(l), self.conv("join." + str(l), h, 1))
    return torch.pixel_shuffle(self.conv("conv_out", torch.silu(self.norm("norm_out", h)), 1), 2)

  # x [B, 3, H, W] in [-1, 1], sides multiples of 4 -> logits [B, labels, H, W]
  def logits(self: __torch__.Segmenter, x: Tensor) -> Tensor:
    if "middle.conv1.weight" in self.w:
      return self.of_levels(x)
    h = self.conv("conv_in", torch.pixel_unshuffle(x, 4), 1)
    dilations = [1, 2, 4, 8, 2, 1]
    for i in range(6):
      p = "block." + str(i)
      y = torch.silu(self.norm(p + ".norm", h))
      y = y + self.conv(p + ".context", torch.mean(y, [2, 3], True), 1)
      h = h + self.conv(p + ".conv2", torch.silu(self.conv(p + ".conv1", y, dilations[i])), 1)
    out = self.conv("conv_out", torch.silu(self.norm("norm_out", h)), 1)
    return torch.pixel_shuffle(out, 4)

  # Labels [B, H, W] uint8; 255 counts for nothing.
  def step(self: __torch__.Segmenter, x: Tensor, labels: Tensor) -> Dict[str, Tensor]:
    o = self.o
    target = torch.to(labels, 4)
    logits = self.logits(x)
    loss = torch.cross_entropy_loss(logits, target, self.shares["labels"], 1, 255)
    parameters = __torch__.gathered(self.w, self.names)
    g = __torch__.gradients(loss, parameters, False)
    norm = __torch__.total_norm(g)
    log = annotate(Dict[str, Tensor], {})
    if bool(torch.isfinite(norm)):
      m, v = __torch__.gathered(self.m, self.names), __torch__.gathered(self.v, self.names)
      g = __torch__.clipped(g, float(norm), 1.)
      __torch__.adam(parameters, g, m, v, o["lr"], o["rate"], o["root"], o["beta1"], o["beta2"], 1e-08, 0.)
    else:
      log["skipped"] = torch.ones([])
    known = torch.ne(target, 255)
    same = torch.logical_and(torch.eq(torch.argmax(logits, 1), target), known)
    log["loss"] = loss.detach()
    log["accuracy"] = torch.sum(torch.to(same, 6)) / torch.clamp_min(torch.sum(torch.to(known, 6)), 1.)
    log["gradient_norm"] = norm
    return log

  # The likeliest label of every pixel, [B, H, W] uint8.
  def segment(self: __torch__.Segmenter, x: Tensor) -> Tensor:
    return torch.to(torch.argmax(self.logits(x), 1), 0)

  def forward(self: __torch__.Segmenter, x: Tensor) -> Tensor:
    return self.segment(x)
