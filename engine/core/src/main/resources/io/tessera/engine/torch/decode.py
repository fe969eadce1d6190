# The decoder for pictures of any size: large maps are worked off in bands of rows, so that beside a map and what becomes of it
# only bands are in memory, and those stay in the processor's caches. The numbers are those of vqgan.py's decoder: a convolution
# takes a row more on both sides, and a group norm's statistics, which are the whole map's, are gathered while the band before
# is made. Maps are [1, C, H, W], channels last.

# What is left of a band for its statistics: pixels, and for every channel mean and sum of squared differences from it, [3, C],
# in float32. On a processor not by batch norm's own counting, which reads the band faster but adds up as many parts as there are
# threads: pixels must not depend on that.
def moments(x: Tensor) -> Tensor:
  c = x.size(1)
  if x.is_cuda:
    unused = torch.zeros([2, c], device=x.device)
    mean, variance = torch.batch_norm_update_stats(x, torch.select(unused, 0, 0), torch.select(unused, 0, 1), 0.)
    n = torch.full_like(mean, float(x.numel() // c))
    return torch.stack([n, mean, variance * n])
  f = torch.to(x, 6)
  mean = torch.mean(f, [0, 2, 3], True)
  f = torch.sub(f, mean)
  squares = torch.sum(torch.mul_(f, f), [0, 2, 3])
  mean = mean.view([c])
  return torch.stack([torch.full_like(mean, float(x.numel() // c)), mean, squares])

# Mean and variance of each channel's group, from the moments of all bands (Chan et al. 1979): [C] each.
def statistics(w: Dict[str, Tensor], bands: List[Tensor]) -> Tuple[Tensor, Tensor]:
  groups = 32
  if "groups." in w:
    groups = int(w["groups."])
  all = torch.stack(bands) # [bands, 3, C]
  c = all.size(2)
  all = all.permute([2, 0, 1]).reshape([groups, -1, 3])
  n, mean, squares = torch.select(all, 2, 0), torch.select(all, 2, 1), torch.select(all, 2, 2)
  total = torch.sum(n, [1], True)
  m = torch.sum(n * mean, [1], True) / total
  v = (torch.sum(squares, [1], True) + torch.sum(n * (mean - m) * (mean - m), [1], True)) / total
  return (m.expand([groups, c // groups]).reshape([c]), v.expand([groups, c // groups]).reshape([c]))

def statistics_of(w: Dict[str, Tensor], x: Tensor, rows: int) -> Tuple[Tensor, Tensor]:
  bands = annotate(List[Tensor], [])
  r = 0
  while r < x.size(2):
    bands.append(__torch__.moments(torch.slice(x, 2, r, min(x.size(2), r + rows), 1)))
    r = r + rows
  return __torch__.statistics(w, bands)

# Group norm with given statistics, then silu: one pass of batch norm's arithmetic and one in place.
def norm_silu(w: Dict[str, Tensor], p: str, x: Tensor, stats: Tuple[Tensor, Tensor]) -> Tensor:
  mean, variance = stats
  weight, bias = torch.to(w[p + ".weight"], 6), torch.to(w[p + ".bias"], 6)
  return torch.silu_(torch.batch_norm(x, weight, bias, mean, variance, False, 0., 1e-06, False))

# Rows r .. e - 1 of conv(silu(norm(x))).
def band(w: Dict[str, Tensor], norm: str, conv: str, x: Tensor, stats: Tuple[Tensor, Tensor], r: int, e: int) -> Tensor:
  lo, hi = max(0, r - 1), min(x.size(2), e + 1)
  part = __torch__.norm_silu(w, norm, torch.slice(x, 2, lo, hi, 1), stats)
  return __torch__.conv_silu(w, conv, part, lo - r + 1, e + 1 - hi)

# A residual block. x is overwritten where it has the block's output channels.
def resnet_bands(w: Dict[str, Tensor], p: str, x: Tensor, stats: Tuple[Tensor, Tensor], rows: int) -> Tuple[Tensor, Tuple[Tensor, Tensor]]:
  c = w[p + ".conv1.weight"].size(0)
  h = torch.empty([1, c, x.size(2), x.size(3)], dtype=x.dtype, device=x.device, memory_format=2)
  seen = annotate(List[Tensor], [])
  r = 0
  while r < x.size(2):
    e = min(x.size(2), r + rows)
    y = __torch__.band(w, p + ".norm1", p + ".conv1", x, stats, r, e)
    torch.copy_(torch.slice(h, 2, r, e, 1), y)
    seen.append(__torch__.moments(y))
    r = e
  stats = __torch__.statistics(w, seen)
  out = x
  if (p + ".nin_shortcut.weight") in w:
    out = torch.empty_like(h)
  seen = annotate(List[Tensor], [])
  r = 0
  while r < x.size(2):
    e = min(x.size(2), r + rows)
    y = __torch__.band(w, p + ".norm2", p + ".conv2", h, stats, r, e)
    old = torch.slice(x, 2, r, e, 1)
    if (p + ".nin_shortcut.weight") in w:
      old = __torch__.conv(w, p + ".nin_shortcut", old, 1, 0)
    to = torch.slice(out, 2, r, e, 1)
    torch.add(y, old, alpha=1, out=to)
    seen.append(__torch__.moments(to))
    r = e
  return (out, __torch__.statistics(w, seen))

# The same with no map but x, which is overwritten: what the first convolution makes is made twice, for its statistics and for
# the second one. For blocks that keep their channels.
def resnet_frugally(w: Dict[str, Tensor], p: str, x: Tensor, stats: Tuple[Tensor, Tensor], rows: int) -> Tuple[Tensor, Tuple[Tensor, Tensor]]:
  height = x.size(2)
  seen = annotate(List[Tensor], [])
  r = 0
  while r < height:
    e = min(height, r + rows)
    seen.append(__torch__.moments(__torch__.band(w, p + ".norm1", p + ".conv1", x, stats, r, e)))
    r = e
  inner = __torch__.statistics(w, seen)
  seen = annotate(List[Tensor], [])
  above = torch.slice(x, 2, 0, 0, 1) # the rows above the band, as they were
  r = 0
  while r < height:
    e = min(height, r + rows)
    n = above.size(2)
    part = torch.cat([above, torch.slice(x, 2, r, min(height, e + 2), 1)], 2)
    lo, hi = max(0, r - 1), min(height, e + 1)
    h = __torch__.band(w, p + ".norm1", p + ".conv1", part, stats, lo - r + n, hi - r + n)
    y = __torch__.band(w, p + ".norm2", p + ".conv2", h, inner, r - lo, e - lo)
    above = torch.clone(torch.slice(x, 2, max(0, e - 2), e, 1))
    seen.append(__torch__.moments(torch.add_(torch.slice(x, 2, r, e, 1), y)))
    r = e
  return (x, __torch__.statistics(w, seen))

# Nearest-neighbour doubling and a 3x3 convolution in one: an output pixel sees two rows and two columns of the small map only,
# so each of the four kinds of pixels has a 2x2 kernel of its own, whose weights are sums of the 3x3 one's. 4/9 of the products.
def upsample_kernels(weight: Tensor, a: int, b: int) -> Tensor:
  f = torch.to(weight, 6)
  if a == 0:
    f = torch.stack([torch.select(f, 2, 0), torch.select(f, 2, 1) + torch.select(f, 2, 2)], 2)
  else:
    f = torch.stack([torch.select(f, 2, 0) + torch.select(f, 2, 1), torch.select(f, 2, 2)], 2)
  if b == 0:
    f = torch.stack([torch.select(f, 3, 0), torch.select(f, 3, 1) + torch.select(f, 3, 2)], 3)
  else:
    f = torch.stack([torch.select(f, 3, 0) + torch.select(f, 3, 1), torch.select(f, 3, 2)], 3)
  return torch.to(f, weight).contiguous(memory_format=2)

def upsample_bands(w: Dict[str, Tensor], p: str, x: Tensor, rows: int) -> Tuple[Tensor, Tuple[Tensor, Tensor]]:
  weight, bias = torch.to(w[p + ".weight"], x), torch.to(w[p + ".bias"], x)
  shuffled = weight.size(0) == 4 * x.size(1)
  h, width = x.size(2), x.size(3)
  c = weight.size(0)
  kernels = annotate(List[Tensor], [])
  if shuffled:
    c = c // 4
  else:
    for a in range(2):
      for b in range(2):
        kernels.append(__torch__.upsample_kernels(weight, a, b))
  out = torch.empty([1, c, 2 * h, 2 * width], dtype=x.dtype, device=x.device, memory_format=2)
  seen = annotate(List[Tensor], [])
  r = 0
  while r < h:
    e = min(h, r + max(1, rows // 2))
    lo, hi = max(0, r - 1), min(h, e + 1)
    part = torch.slice(x, 2, lo, hi, 1)
    to = torch.slice(out, 2, 2 * r, 2 * e, 1)
    if shuffled:
      torch.copy_(to, torch.pixel_shuffle(__torch__.conv_rows(w, p, part, lo - r + 1, e + 1 - hi), 2))
    else:
      part = torch.constant_pad_nd(part, [1, 1, lo - r + 1, e + 1 - hi], 0)
      for a in range(2):
        for b in range(2):
          sees = torch.slice(torch.slice(part, 2, a, a + e - r + 1, 1), 3, b, b + width + 1, 1)
          y = __torch__.conv_raw(sees, kernels[2 * a + b], bias, [1, 1], [0, 0], 1)
          torch.copy_(torch.slice(torch.slice(to, 2, a, 2 * (e - r), 2), 3, b, 2 * width, 2), y)
    seen.append(__torch__.moments(to))
    r = e
  return (out, __torch__.statistics(w, seen))

# vqgan.py's attention, for some places after others. In bfloat16 the products are an order faster than fused attention.
def attention_bands(w: Dict[str, Tensor], p: str, x: Tensor, numbers: int) -> Tensor:
  c, h, width = x.size(1), x.size(2), x.size(3)
  y = __torch__.norm(w, p + ".norm", x)
  q = __torch__.conv(w, p + ".q", y, 1, 0).permute([0, 2, 3, 1]).reshape([h * width, c]) # [hw, C]
  k = __torch__.conv(w, p + ".k", y, 1, 0).permute([0, 2, 3, 1]).reshape([h * width, c]).t()
  v = __torch__.conv(w, p + ".v", y, 1, 0).permute([0, 2, 3, 1]).reshape([h * width, c])
  rows = max(16, numbers // (h * width))
  parts = annotate(List[Tensor], [])
  r = 0
  while r < h * width:
    a = torch.matmul(torch.slice(q, 0, r, min(h * width, r + rows), 1), k)
    parts.append(torch.matmul(torch.softmax(torch.mul_(a, c ** -0.5), -1), v))
    r = r + rows
  y = torch.cat(parts, 0).reshape([1, h, width, c]).permute([0, 3, 1, 2])
  return torch.add(x, __torch__.conv(w, p + ".proj_out", y, 1, 0))

# The blocks of a small map, each followed by attention where the weights have it.
def level_attending(w: Dict[str, Tensor], p: str, x: Tensor, numbers: int) -> Tensor:
  b = 0
  while (p + ".block." + str(b) + ".norm1.weight") in w:
    x = __torch__.resnet_block(w, p + ".block." + str(b), x)
    if (p + ".attn." + str(b) + ".q.weight") in w:
      x = __torch__.attention_bands(w, p + ".attn." + str(b), x, numbers)
    b = b + 1
  return x

# Bands for a map of this width: rows, so many that a band holds about as many numbers as told.
def band_rows(width: int, channels: int, numbers: int) -> int:
  return max(4, numbers // (width * channels) // 2 * 2)

# The decoder level by level, from z [1, Z, h, w] to a picture [1, C, H, W] in float32: a start, levels from the highest to 0, an
# end. Maps of more numbers than a band are worked off in bands; frugal: the large ones with no second map beside them.
def decoder_start(w: Dict[str, Tensor], z: Tensor, numbers: int) -> Tuple[Tensor, Tuple[Tensor, Tensor]]:
  x = __torch__.conv(w, "decoder.conv_in", z.contiguous(memory_format=2), 1, 1)
  x = __torch__.attention_bands(w, "decoder.mid.attn_1", __torch__.resnet_block(w, "decoder.mid.block_1", x), numbers)
  x = __torch__.resnet_block(w, "decoder.mid.block_2", x).contiguous(memory_format=2)
  return (x, __torch__.statistics_of(w, x, __torch__.band_rows(x.size(3), x.size(1), numbers)))

def decoder_level(w: Dict[str, Tensor], l: int, x: Tensor, stats: Tuple[Tensor, Tensor], numbers: int, frugal: bool) -> Tuple[Tensor, Tuple[Tensor, Tensor]]:
  p = "decoder.up." + str(l)
  rows = __torch__.band_rows(x.size(3), x.size(1), numbers)
  if (p + ".attn.0.q.weight") in w:
    x = __torch__.level_attending(w, p, x, numbers).contiguous(memory_format=2)
    stats = __torch__.statistics_of(w, x, rows)
  else:
    __torch__.begin_level(w, p, x)
    b = 0
    while (p + ".block." + str(b) + ".norm1.weight") in w:
      block = p + ".block." + str(b)
      if frugal and not (block + ".nin_shortcut.weight") in w:
        x, stats = __torch__.resnet_frugally(w, block, x, stats, rows)
      else:
        x, stats = __torch__.resnet_bands(w, block, x, stats, rows)
      b = b + 1
    __torch__.end_level(w)
  if (p + ".upsample.conv.weight") in w:
    x, stats = __torch__.upsample_bands(w, p + ".upsample.conv", x, rows)
  return (x, stats)

def decoder_end(w: Dict[str, Tensor], x: Tensor, stats: Tuple[Tensor, Tensor], numbers: int) -> Tensor:
  n = w["decoder.conv_out.weight"].size(0)
  rows = __torch__.band_rows(x.size(3), x.size(1), numbers)
  out = torch.empty([1, n, x.size(2), x.size(3)], dtype=6, device=x.device)
  r = 0
  while r < x.size(2):
    e = min(x.size(2), r + rows)
    torch.copy_(torch.slice(out, 2, r, e, 1), __torch__.band(w, "decoder.norm_out", "decoder.conv_out", x, stats, r, e))
    r = e
  if "patch." in w:
    out = torch.pixel_shuffle(out, int(w["patch."]))
  return out
