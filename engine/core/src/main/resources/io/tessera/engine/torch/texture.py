# Texture that a decoder leaves out. A few bits a token say what stands where, not how every blade of grass lies; a decoder that
# learns by differences answers with their mean, which is smooth. So a small network tells from tokens and decoded picture how
# strong detail should be, for each of three sizes and three directions, and what is missing is drawn as noise of that strength
# (film grain is coded like this: Norkin, Birkbeck 2018). The noise is a function of the place alone: the same tokens give the
# same picture, whole or in parts.

# x smoothed along rows (axis 3) or columns (axis 2) by [1 4 6 4 1] / 16 with gaps of d, edges repeated; [B, 1, H, W].
def smooth(x: Tensor, axis: int, d: int) -> Tensor:
  kernel = torch.tensor([0.0625, 0.25, 0.375, 0.25, 0.0625], device=x.device)
  if axis == 3:
    return torch.conv2d(torch.replication_pad2d(x, [2 * d, 2 * d, 0, 0]), kernel.view([1, 1, 1, 5]), None, [1, 1], [0, 0], [1, d], 1)
  return torch.conv2d(torch.replication_pad2d(x, [0, 0, 2 * d, 2 * d]), kernel.view([1, 1, 5, 1]), None, [1, 1], [0, 0], [d, 1], 1)

# Undecimated wavelets (Shensa 1992): details of 1, 2 and 4 pixels, each along x, along y and along both. [B, 1, H, W] -> [B, 9, H, W]
def oriented_bands(x: Tensor) -> Tensor:
  out = annotate(List[Tensor], [])
  for d in [1, 2, 4]:
    across = __torch__.smooth(x, 3, d)
    down = __torch__.smooth(x, 2, d)
    both = __torch__.smooth(across, 2, d)
    out.append(down - both)
    out.append(across - both)
    out.append(x - across - down + both)
    x = both
  return torch.cat(out, 1)

# Brightness of pictures in [-1, 1]: [B, 3, H, W] -> [B, 1, H, W].
def brightness(x: Tensor) -> Tensor:
  return torch.sum(x * torch.tensor([0.3, 0.59, 0.11], device=x.device).view([1, 3, 1, 1]), [1], True)

# How strong a picture's detail is around every 4 x 4 pixels: the median over 8 x 8, since a mean would take a single edge for
# texture. [B, 3, H, W] -> [B, 9, H / 4, W / 4]
def detail(x: Tensor) -> Tensor:
  b = torch.replication_pad2d(torch.abs(__torch__.oriented_bands(__torch__.brightness(x))), [2, 2, 2, 2])
  windows = b.unfold(2, 8, 4).unfold(3, 8, 4)
  return torch.median(windows.reshape([windows.size(0), windows.size(1), windows.size(2), windows.size(3), 64]), 4)[0]

# Logarithm of the detail that a picture should have, 0.001 more than that, which is far below what can be seen and keeps flat skies
# from counting most in learning; q: its codebook entries [B, D, h, w], x: as decoded.
def expected_detail(w: Dict[str, Tensor], q: Tensor, x: Tensor) -> Tensor:
  name = "quantize.embedding.weight"
  if "quantize.embed.weight" in w:
    name = "quantize.embed.weight"
  e = torch.to(w[name], 6)
  h = __torch__.conv(w, "texture.conv_in", q / torch.to(torch.sqrt(torch.mean(e * e)), q), 1, 1)
  h = h + __torch__.conv(w, "texture.coarse.conv2", torch.silu(__torch__.conv(w, "texture.coarse.conv1", torch.silu(h), 1, 1)), 1, 1)
  h = torch.pixel_shuffle(__torch__.conv(w, "texture.up", torch.silu(h), 1, 0), x.size(2) // q.size(2) // 4)
  h = h + __torch__.conv(w, "texture.picture", torch.pixel_unshuffle(x, 4), 1, 1)
  for b in range(2):
    p = "texture.block." + str(b)
    h = h + __torch__.conv(w, p + ".conv2", torch.silu(__torch__.conv(w, p + ".conv1", torch.silu(h), 1, 1)), 1, 1)
  return torch.to(__torch__.conv(w, "texture.conv_out", torch.silu(h), 1, 1), 6)

# A well mixed 32-bit function of numbers of 32 bits (Wellons 2018).
def mixed(x: Tensor) -> Tensor:
  x = torch.bitwise_and(torch.bitwise_xor(x, torch.bitwise_right_shift(x, 16)) * 569420461, 4294967295)
  x = torch.bitwise_and(torch.bitwise_xor(x, torch.bitwise_right_shift(x, 15)) * 1935289751, 4294967295)
  return torch.bitwise_xor(x, torch.bitwise_right_shift(x, 15))

# White noise of variance 1 at the pixels from (top, left) on: [1, 1, height, width].
def noise_at(top: int, left: int, height: int, width: int, like: Tensor) -> Tensor:
  y = torch.bitwise_and(torch.arange(top, top + height, dtype=4, device=like.device), 4294967295).view([-1, 1])
  x = torch.arange(left, left + width, dtype=4, device=like.device).view([1, -1])
  bits = __torch__.mixed(torch.bitwise_and(__torch__.mixed(y) + x, 4294967295))
  return ((torch.to(bits, 6) + 0.5) / 4294967296. - 0.5).mul(3.4641016).view([1, 1, height, width])

# How far noise of variance 1 swings in each band: [1, 9, 1, 1].
def band_deviations(like: Tensor) -> Tensor:
  one = torch.zeros([1, 1, 33, 33], device=like.device)
  torch.fill_(torch.select(torch.select(one, 2, 16), 2, 16), 1.)
  b = __torch__.oriented_bands(one)
  return torch.sqrt(torch.sum(b * b, [2, 3], True))

# x [1, 3, H, W] float32 with the detail it lacks; its first pixel is (top, left) of the whole picture. What is drawn changes the
# brightness and keeps the colour. amount: 1 for all that is missing; dtype: of the network.
def textured(w: Dict[str, Tensor], q: Tensor, x: Tensor, top: int, left: int, amount: float, dtype: int) -> Tensor:
  expected = torch.clamp_min(torch.exp(__torch__.expected_detail(w, torch.to(q, dtype), torch.to(x, dtype))) - 0.001, 0.)
  light = __torch__.brightness(x)
  # Of a smooth picture the mean serves as well as the median, which is 0.845 of it for noise, and costs less.
  has = torch.avg_pool2d(torch.abs(__torch__.oriented_bands(light)), [4, 4], [4, 4])
  has = 0.845 * torch.avg_pool2d(torch.replication_pad2d(has, [1, 1, 1, 1]), [3, 3], [1, 1])
  missing = torch.sqrt(torch.clamp_min(expected * expected - has * has, 0.))
  # What is large is shape more than texture. 1.4826: deviation of noise whose median swing is 1.
  share = torch.tensor([1., 1., 1., 1., 1., 1., 0.8, 0.8, 0.8], device=x.device).view([1, 9, 1, 1])
  missing = missing * (1.4826 * amount * share / __torch__.band_deviations(x))
  missing = torch.upsample_bilinear2d(missing, [x.size(2), x.size(3)], False)
  margin = 14 # as far as the bands reach, so that the noise has no border
  noise = __torch__.oriented_bands(__torch__.noise_at(top - margin, left - margin, x.size(2) + 2 * margin, x.size(3) + 2 * margin, x))
  noise = torch.slice(torch.slice(noise, 2, margin, -margin, 1), 3, margin, -margin, 1)
  change = torch.sum(noise * missing, [1], True)
  gain = torch.clamp_min(light + 1. + change, 0.) / torch.clamp_min(light + 1., 0.05)
  return (x + 1.) * gain - 1.
