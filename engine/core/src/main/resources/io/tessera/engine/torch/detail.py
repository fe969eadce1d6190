# Detail that a decoder leaves out, drawn by a network that learned it against a discriminator (Goodfellow et al. 2014; Isola et
# al. 2017): trees where the tokens say wood, facets where they say rock. It adds to what was decoded and replaces nothing. There
# are no norms in it, so that a place looks the same in a part of the picture as in the whole, and its noise is a function of the
# place alone. Most of the work is done where 4 x 4 pixels are one place.

def detail_block(w: Dict[str, Tensor], p: str, x: Tensor) -> Tensor:
  h = __torch__.conv(w, p + ".conv1", torch.leaky_relu(x, 0.2), 1, 1)
  return x + __torch__.conv(w, p + ".conv2", torch.leaky_relu(h, 0.2), 1, 1)

# What is to be added to pictures x [B, 3, H, W] as decoded from codebook entries q [B, D, h, w]; noise [B, 1, H, W], variance 1.
def added_detail(w: Dict[str, Tensor], q: Tensor, x: Tensor, noise: Tensor) -> Tensor:
  name = "quantize.embedding.weight"
  if "quantize.embed.weight" in w:
    name = "quantize.embed.weight"
  e = torch.to(w[name], 6).detach()
  h = __torch__.conv(w, "detail.conv_in", q / torch.to(torch.sqrt(torch.mean(e * e)), q), 1, 1)
  h = __torch__.detail_block(w, "detail.coarse", h)
  h = torch.pixel_shuffle(__torch__.conv(w, "detail.places", h, 1, 0), x.size(2) // q.size(2) // 4)
  h = h + __torch__.conv(w, "detail.picture", torch.pixel_unshuffle(torch.cat([x, noise], 1), 4), 1, 1)
  b = 0
  while ("detail.block." + str(b) + ".conv1.weight") in w:
    h = __torch__.detail_block(w, "detail.block." + str(b), h)
    b = b + 1
  h = torch.pixel_shuffle(__torch__.conv(w, "detail.up", h, 1, 1), 2)
  h = __torch__.detail_block(w, "detail.fine", h)
  return torch.pixel_shuffle(__torch__.conv(w, "detail.conv_out", torch.leaky_relu(h, 0.2), 1, 1), 2)

# x [1, 3, H, W] float32 with its detail; its first pixel is (top, left) of the whole picture. amount: 1 for all that was learned;
# dtype: of the network.
def detailed(w: Dict[str, Tensor], q: Tensor, x: Tensor, top: int, left: int, amount: float, dtype: int) -> Tensor:
  noise = __torch__.noise_at(top, left, x.size(2), x.size(3), x)
  d = __torch__.added_detail(w, torch.to(q, dtype), torch.to(x, dtype), torch.to(noise, dtype))
  return x + amount * torch.to(d, 6)
