# A segmenter: which label every pixel of a picture seems to have. A small one works on 4 x 4 patches; convolutions with growing
# reach and the mean of the whole picture stand for context. One with levels is a U-Net (Ronneberger et al. 2015) of residual
# blocks over 2 x 2 patches. Either may see the picture a second time, spread to a deviation of its own: what is dim or in fog differs
# by a few grey values only. Weights, moments and the training step live here.

# Every picture less its mean, over its deviation, by channel. At most 25 times what it was, so that noise stays noise.
def spread(x: Tensor) -> Tensor:
  d = x - torch.mean(x, [2, 3], True)
  return d / (torch.sqrt(torch.mean(d * d, [2, 3], True)) + 0.04)

# The mean of what intersection over union becomes where labels are probabilities, over the labels that are there (Rahman, Wang 2016).
# logits [B, labels, H, W], target [B, H, W]; 255 counts for nothing.
def soft_iou(logits: Tensor, target: Tensor) -> Tensor:
  labels = torch.arange(logits.size(1), device=target.device).view([1, -1, 1, 1])
  known = torch.to(torch.ne(target, 255), 6).unsqueeze(1)
  wanted = torch.to(torch.eq(target.unsqueeze(1), labels), 6)
  found = torch.softmax(logits, 1) * known
  both = torch.sum(wanted * found, [0, 2, 3])
  there = torch.sum(wanted, [0, 2, 3])
  one = both / (there + torch.sum(found, [0, 2, 3]) - both + 1.)
  present = torch.to(there > 0., 6)
  return torch.sum(one * present) / torch.clamp_min(torch.sum(present), 1.)

# How far down and how far right every place of x lies, from -1 to 1: [1, 2, H, W].
def places(x: Tensor) -> Tensor:
  h, w = x.size(2), x.size(3)
  down = torch.linspace(-1., 1., h, device=x.device).view([1, 1, h, 1]).expand([1, 1, h, w])
  right = torch.linspace(-1., 1., w, device=x.device).view([1, 1, 1, w]).expand([1, 1, h, w])
  return torch.to(torch.cat([down, right], 1), x)

# Maps with a root mean square of 1, a picture each: taps differ in size by an order of magnitude, and the finer ones would drown what
# comes from below.
def evened(x: Tensor) -> Tensor:
  f = torch.to(x, 6)
  return torch.to(f * torch.rsqrt(torch.mean(f * f, [1, 2, 3], True) + 1e-06), x)

class Segmenter(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  shares : Dict[str, Tensor]
  include parameters.py

  # What a pixel of each label counts for in the loss, [labels] float32.
  def weigh(self: __torch__.Segmenter, labels: Tensor) -> Dict[str, Tensor]:
    self.shares["labels"] = torch.clone(labels)
    return annotate(Dict[str, Tensor], {})

  def conv(self: __torch__.Segmenter, p: str, x: Tensor, dilation: int) -> Tensor:
    dtype = int(self.o["dtype"])
    weight, bias = torch.to(self.w[p + ".weight"], dtype), torch.to(self.w[p + ".bias"], dtype)
    pad = dilation * (weight.size(2) // 2)
    return __torch__.conv_whole(torch.to(x, dtype), weight, bias, 1, pad, dilation)

  def norm(self: __torch__.Segmenter, p: str, x: Tensor) -> Tensor:
    dtype = int(self.o["dtype"])
    weight, bias = torch.to(self.w[p + ".weight"], dtype), torch.to(self.w[p + ".bias"], dtype)
    return __torch__.group_norm_of(torch.to(x, dtype), 4, weight, bias)

  def block(self: __torch__.Segmenter, p: str, x: Tensor) -> Tensor:
    h = self.conv(p + ".conv1", torch.silu(self.norm(p + ".norm1", x)), 1)
    return x + self.conv(p + ".conv2", torch.silu(self.norm(p + ".norm2", h)), 1)

  # The U-Net: what its deepest level and its last one make of x.
  def of_levels(self: __torch__.Segmenter, x: Tensor) -> List[Tensor]:
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
    deepest = h
    while l > 0:
      l = l - 1
      same = finer[l]
      h = torch.cat([torch.upsample_nearest2d(h, [same.size(2), same.size(3)]), same], 1)
      h = self.block("up." + str(l), self.conv("join." + str(l), h, 1))
    return [deepest, h]

  # The small one: what it makes of x.
  def of_patches(self: __torch__.Segmenter, x: Tensor) -> List[Tensor]:
    h = self.conv("conv_in", torch.pixel_unshuffle(x, 4), 1)
    dilations = [1, 2, 4, 8, 2, 1]
    for i in range(6):
      p = "block." + str(i)
      y = torch.silu(self.norm(p + ".norm", h))
      y = y + self.conv(p + ".context", torch.mean(y, [2, 3], True), 1)
      h = h + self.conv(p + ".conv2", torch.silu(self.conv(p + ".conv1", y, dilations[i])), 1)
    return [h]

  # A pyramid over pretrained features, from the coarsest to the finest; the coarsest also knows where it lies and what the whole is.
  def of_features(self: __torch__.Segmenter, x: Tensor) -> List[Tensor]:
    taps = __torch__.features(self.w, "backbone.", torch.to(x, int(self.o["dtype"])))
    t = __torch__.evened(taps[4])
    h = self.conv("context", torch.mean(t, [2, 3], True), 1) + self.conv("place", __torch__.places(t), 1)
    for k in range(5):
      l = 4 - k
      t = __torch__.evened(taps[l])
      if k > 0:
        h = torch.upsample_bilinear2d(h, [t.size(2), t.size(3)], False)
      h = h + self.conv("lateral." + str(l), t, 1)
      h = torch.relu(self.norm("level_norm." + str(l), self.conv("level." + str(l), h, 1)))
    return [taps[4], h]

  # Maps that a picture's labels are told from, the last one right before them: x as in logits.
  def hidden(self: __torch__.Segmenter, x: Tensor) -> List[Tensor]:
    if "place.weight" in self.w:
      return self.of_features(x.contiguous(memory_format=2))
    levels = "middle.conv1.weight" in self.w
    if self.w["conv_in.weight"].size(1) == 6 * (4 if levels else 16):
      x = torch.cat([x, __torch__.spread(x)], 1)
    x = x.contiguous(memory_format=2)
    if levels:
      return self.of_levels(x)
    return self.of_patches(x)

  # x [B, 3, H, W] in [-1, 1], sides multiples of 4 -> logits [B, labels, H, W] float32
  def logits(self: __torch__.Segmenter, x: Tensor) -> Tensor:
    if "place.weight" in self.w:
      out = torch.to(self.conv("conv_out", self.hidden(x)[-1], 1), 6)
      return torch.upsample_bilinear2d(out, [x.size(2), x.size(3)], False)
    out = self.conv("conv_out", torch.silu(self.norm("norm_out", self.hidden(x)[-1])), 1)
    return torch.to(torch.pixel_shuffle(out, 2 if "middle.conv1.weight" in self.w else 4), 6)

  # What the pictures are like, [B, D] float32: means over the places of all hidden maps.
  def features(self: __torch__.Segmenter, x: Tensor) -> Tensor:
    means = annotate(List[Tensor], [])
    for h in self.hidden(x):
      means.append(torch.mean(torch.to(h, 6), [2, 3]))
    return torch.cat(means, 1)

  # One update of the pretrained weights, or of the others; g: the gradients of all.
  def update(self: __torch__.Segmenter, g: List[Tensor], pretrained: bool, rate: float) -> None:
    o = self.o
    names, of = annotate(List[str], []), annotate(List[Tensor], [])
    for i in range(len(self.names)):
      if (self.group[self.names[i]] == 2) == pretrained:
        names.append(self.names[i])
        of.append(g[i])
    if len(names) == 0:
      return None
    w, m, v = __torch__.gathered(self.w, names), __torch__.gathered(self.m, names), __torch__.gathered(self.v, names)
    __torch__.adam(w, of, m, v, o["lr"] * rate, o["rate"] * rate, o["root"], o["beta1"], o["beta2"], 1e-08, self.decay[names[0]])
    return None

  # Labels [B, H, W] uint8; 255 counts for nothing.
  def step(self: __torch__.Segmenter, x: Tensor, labels: Tensor) -> Dict[str, Tensor]:
    o = self.o
    target = torch.to(labels, 4)
    logits = self.logits(x)
    log = annotate(Dict[str, Tensor], {})
    loss = torch.cross_entropy_loss(logits, target, self.shares["labels"], 1, 255)
    if o["jaccard_weight"] > 0.:
      iou = __torch__.soft_iou(logits, target)
      loss = loss + o["jaccard_weight"] * torch.rsub(iou, 1.)
      log["soft_iou"] = iou.detach()
    parameters = __torch__.gathered(self.w, self.names)
    g = __torch__.gradients(loss, parameters, False)
    norm = __torch__.total_norm(g)
    if bool(torch.isfinite(norm)):
      g = __torch__.clipped(g, float(norm), 1.)
      self.update(g, False, 1.)
      self.update(g, True, o["backbone_rate"])
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
