# PatchGAN discriminator and LPIPS, as the original's loss has them. Names below p are those of its state_dict.

def conv_strided(w: Dict[str, Tensor], p: str, x: Tensor, stride: int, pad: int) -> Tensor:
  weight = torch.to(w[p + ".weight"], x)
  n = weight.size(0)
  bias = torch.zeros([n], dtype=x.dtype, device=x.device)
  if (p + ".bias") in w:
    bias = torch.to(w[p + ".bias"], x)
  return __torch__.conv_whole(x, weight, bias, stride, pad, 1)

def batch_norm(w: Dict[str, Tensor], p: str, x: Tensor, training: bool) -> Tensor:
  if training:
    torch.add_(w[p + ".num_batches_tracked"], 1)
  return torch.batch_norm(x, w[p + ".weight"], w[p + ".bias"], w[p + ".running_mean"], w[p + ".running_var"], training, 0.1, 1e-05, True)

# Scale and shift per channel, set by the first batch to zero mean and unit variance (Kingma, Dhariwal 2018).
def act_norm(w: Dict[str, Tensor], p: str, x: Tensor, training: bool) -> Tensor:
  if training and int(w[p + ".initialized"]) == 0:
    flat = x.detach().permute([1, 0, 2, 3]).reshape([x.size(1), -1])
    mean = torch.mean(flat, [1]).view([1, -1, 1, 1])
    torch.copy_(w[p + ".loc"].detach(), -mean)
    torch.copy_(w[p + ".scale"].detach(), 1. / (torch.std(flat, [1], True).view([1, -1, 1, 1]) + 1e-06))
    torch.fill_(w[p + ".initialized"], 1)
  return w[p + ".scale"] * (x + w[p + ".loc"])

# NLayerDiscriminator: x [B, C, H, W] -> what every stage sees, and last the logits [B, 1, h, w], float32. All stages but the
# last two halve the size.
def discriminator_stages(w: Dict[str, Tensor], p: str, x: Tensor, training: bool) -> List[Tensor]:
  h = torch.leaky_relu(__torch__.conv_strided(w, p + "main.0", x, 2, 1), 0.2)
  out = [h]
  batch_norm = (p + "main.3.running_mean") in w
  mark = ".loc"
  if batch_norm:
    mark = ".running_mean"
  i = 2
  while (p + "main." + str(i + 1) + mark) in w:
    stride = 1
    if (p + "main." + str(i + 4) + mark) in w:
      stride = 2
    n = p + "main." + str(i + 1)
    h = torch.to(__torch__.conv_strided(w, p + "main." + str(i), h, stride, 1), 6)
    if batch_norm:
      h = __torch__.batch_norm(w, n, h, training)
    else:
      h = __torch__.act_norm(w, n, h, training)
    h = torch.to(torch.leaky_relu(h, 0.2), x)
    out.append(h)
    i = i + 3
  out.append(torch.to(__torch__.conv_strided(w, p + "main." + str(i), h, 1, 1), 6))
  return out

# The logits alone.
def discriminator(w: Dict[str, Tensor], p: str, x: Tensor, training: bool) -> Tensor:
  return __torch__.discriminator_stages(w, p, x, training)[-1]

# How far the second half of the batch is from the first one in what a discriminator's stages see, told against how large that is
# (feature matching: Wang et al. 2018, equation 3). The first half is the measure: no gradient goes there.
def feature_distance(stages: List[Tensor]) -> Tensor:
  total = torch.zeros([], device=stages[0].device)
  for i in range(len(stages) - 1):
    halves = torch.chunk(torch.to(stages[i], 6), 2, 0)
    real = halves[0].detach()
    total = total + torch.mean(torch.abs(halves[1] - real)) / (torch.mean(torch.abs(real)) + 1e-06)
  return total / float(len(stages) - 1)

def hinge_loss(real: Tensor, fake: Tensor) -> Tensor:
  return 0.5 * (torch.mean(torch.relu(1. - real)) + torch.mean(torch.relu(1. + fake)))

def vanilla_loss(real: Tensor, fake: Tensor) -> Tensor:
  return 0.5 * (torch.mean(torch.softplus(-real)) + torch.mean(torch.softplus(fake)))

# The five feature maps of a VGG-16, each after the last ReLU before a pooling.
def vgg(w: Dict[str, Tensor], p: str, x: Tensor) -> List[Tensor]:
  out = annotate(List[Tensor], [])
  layers = [[0, 2], [5, 7], [10, 12, 14], [17, 19, 21], [24, 26, 28]]
  for s in range(5):
    if s > 0:
      x = torch.max_pool2d(x, [2, 2], [2, 2], [0, 0], [1, 1], False)
    for l in layers[s]:
      x = torch.relu(__torch__.conv_strided(w, p + "slice" + str(s + 1) + "." + str(l), x, 1, 1))
    out.append(x)
  return out

def unit(x: Tensor) -> Tensor:
  return x / (torch.sqrt(torch.sum(x * x, [1], True)) + 1e-10)

# Learned perceptual distance (Zhang et al. 2018) of two batches -> [B, 1, 1, 1].
def lpips(w: Dict[str, Tensor], p: str, x: Tensor, y: Tensor) -> Tensor:
  shift, scale = w[p + "scaling_layer.shift"], w[p + "scaling_layer.scale"]
  a = __torch__.vgg(w, p + "net.", (x - shift) / scale)
  b = __torch__.vgg(w, p + "net.", (y - shift) / scale)
  total = torch.zeros([x.size(0), 1, 1, 1], device=x.device)
  for k in range(5):
    d = __torch__.unit(a[k]) - __torch__.unit(b[k])
    total = total + torch.mean(torch.conv2d(d * d, w[p + "lin" + str(k) + ".model.1.weight"]), [2, 3], True)
  return total
