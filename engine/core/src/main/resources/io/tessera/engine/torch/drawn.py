# What is drawn over a decoded picture, detail or texture, by whichever the weights are there for. Arguments as in detailed and
# textured.
def drawn(w: Dict[str, Tensor], q: Tensor, x: Tensor, top: int, left: int, amount: float, dtype: int) -> Tensor:
  if "detail.conv_in.weight" in w:
    return __torch__.detailed(w, q, x, top, left, amount, dtype)
  return __torch__.textured(w, q, x, top, left, amount, dtype)

# The same for a picture of any size, some rows of tokens after others; numbers: about how many a map of these may hold. What is
# around the rows is worked out more than once, so bands are taller here than a decoder's.
def drawn_bands(w: Dict[str, Tensor], q: Tensor, x: Tensor, top: int, left: int, amount: float, dtype: int, numbers: int) -> Tensor:
  f = x.size(2) // q.size(2)
  rows = max(4, 2 * numbers // (9 * x.size(3) * f))
  around = 3 + (31 + f) // f # convolutions over tokens, and 32 pixels of what comes after
  if "detail.conv_in.weight" in w:
    rows = max(4, 8 * numbers // (w["detail.up.weight"].size(0) * x.size(3) * f // 16))
    blocks = 0
    while ("detail.block." + str(blocks) + ".conv1.weight") in w:
      blocks = blocks + 1
    around = 3 + (4 * (2 * blocks + 2) + 2 * 3 + f - 1) // f
  out = torch.empty_like(x)
  r = 0
  while r < q.size(2):
    e = min(q.size(2), r + rows)
    lo, hi = max(0, r - around), min(q.size(2), e + around)
    y = __torch__.drawn(w, torch.slice(q, 2, lo, hi, 1), torch.slice(x, 2, lo * f, hi * f, 1), top + lo * f, left, amount, dtype)
    torch.copy_(torch.slice(out, 2, r * f, e * f, 1), torch.slice(y, 2, (r - lo) * f, (e - lo) * f, 1))
    r = e
  return out
