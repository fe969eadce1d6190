# A reconstruction judged in pretrained features: how far they are from the picture's own, and a projected adversary (Sauer et al.
# 2021), whose discriminators see fixed random mixtures of them.

# Mean distance of features, each channel over its root mean square in the picture.
def perceptual_distance(real: List[Tensor], made: List[Tensor]) -> Tensor:
  total = torch.zeros([], device=real[0].device)
  for i in range(len(real)):
    a, b = torch.to(real[i], 6), torch.to(made[i], 6)
    size = torch.sqrt(torch.mean(a * a, [2, 3], True) + 1e-06)
    total = total + torch.mean(torch.abs(b - a) / size)
  return total / float(len(real))

# Difference of the mean absolute slopes along x and y, picture by picture: asks for as much detail as there is, wherever it lies.
def slope_difference(x: Tensor, rec: Tensor) -> Tensor:
  total = torch.zeros([], device=x.device)
  for axis in [2, 3]:
    a = torch.slice(x, axis, 1, None, 1) - torch.slice(x, axis, 0, -1, 1)
    b = torch.slice(rec, axis, 1, None, 1) - torch.slice(rec, axis, 0, -1, 1)
    total = total + torch.mean(torch.abs(torch.mean(torch.abs(a), [1, 2, 3]) - torch.mean(torch.abs(b), [1, 2, 3])))
  return total

# Each map through a fixed 1x1 to 64 channels, then from coarse to fine the coarser ones added through a fixed 3x3: what the
# discriminators see, the finest first.
def projections(w: Dict[str, Tensor], p: str, maps: List[Tensor]) -> List[Tensor]:
  out = annotate(List[Tensor], [])
  above = annotate(List[Tensor], [])
  for k in range(len(maps)):
    i = len(maps) - 1 - k
    weight = torch.to(w[p + "project." + str(i)], maps[i])
    h = __torch__.conv_whole(maps[i], weight, torch.zeros([64], dtype=maps[i].dtype, device=weight.device), 1, 0, 1)
    if len(above) > 0:
      h = h + torch.upsample_bilinear2d(above[0], [h.size(2), h.size(3)], False)
    mix = torch.to(w[p + "mix." + str(i)], h)
    h = 0.7 * __torch__.conv_whole(h, mix, torch.zeros([64], dtype=h.dtype, device=mix.device), 1, 1, 1)
    above = [h]
    out.append(h)
  out.reverse()
  return out

# A weight over its largest singular value, which u follows by one step of the power method (Miyato et al. 2018).
def spectral(w: Dict[str, Tensor], p: str, move: bool) -> Tensor:
  weight = w[p + ".weight"]
  m = torch.to(weight.reshape([weight.size(0), -1]), 6)
  u = w[p + ".u"]
  with_grad = m
  m = m.detach()
  v = torch.mv(m.t(), u)
  v = v / (torch.norm(v) + 1e-12)
  s = torch.mv(m, v)
  if move:
    torch.copy_(u, s / (torch.norm(s) + 1e-12))
  sigma = torch.dot(w[p + ".u"].detach(), torch.mv(with_grad, v))
  return weight / sigma

def judge_conv(w: Dict[str, Tensor], p: str, x: Tensor, move: bool) -> Tensor:
  weight = torch.to(__torch__.spectral(w, p, move), x)
  return __torch__.conv_whole(x, weight, torch.to(w[p + ".bias"], x), 1, weight.size(2) // 2, 1)

# Logits of the four finest mixtures, one map each.
def judges(w: Dict[str, Tensor], p: str, mixtures: List[Tensor], move: bool) -> List[Tensor]:
  out = annotate(List[Tensor], [])
  for i in range(4):
    q = p + "judge." + str(i)
    h = torch.leaky_relu(__torch__.judge_conv(w, q + ".0", mixtures[i], move), 0.2)
    h = torch.leaky_relu(__torch__.judge_conv(w, q + ".1", h, move), 0.2)
    out.append(torch.to(__torch__.judge_conv(w, q + ".2", h, move), 6))
  return out
