# VQGAN: encoder, quantiser, decoder (Esser et al. 2021, section 3.1), in TorchScript.
# Weights come as a dictionary with the names of the original's state_dict; the architecture is read off these names,
# so that one text serves every ddconfig. Pictures are [B, C, H, W] in [-1, 1], codes [B, h, w].

# With a key "probe." in the dictionary every layer leaves its output behind as "probe.NAME": to find the first that is off.
def probe(w: Dict[str, Tensor], p: str, y: Tensor) -> Tensor:
  if "probe." in w:
    w["probe." + p] = y
  return y

def conv(w: Dict[str, Tensor], p: str, x: Tensor, stride: int, pad: int) -> Tensor:
  weight = torch.to(w[p + ".weight"], x)
  bias = torch.to(w[p + ".bias"], x)
  return __torch__.probe(w, p, __torch__.conv_whole(x, weight, bias, stride, pad, 1))

# What the architecture needs beyond the weights: groups of the norms, side of the patches.
def set_shape(w: Dict[str, Tensor], groups: int, patch: int) -> None:
  w["groups."] = torch.tensor(groups)
  if patch > 1:
    w["patch."] = torch.tensor(patch)
  return None

# Group norm over 32 groups, or as many as "groups." says; statistics are float32 whatever x is. libtorch's own for channels last
# adds up as many parts as there are threads, so without gradients it is given the channels first.
def norm(w: Dict[str, Tensor], p: str, x: Tensor) -> Tensor:
  groups = 32
  if "groups." in w:
    groups = int(w["groups."])
  if x.requires_grad or x.is_cuda or x.is_contiguous():
    y = __torch__.group_norm_of(x, groups, torch.to(w[p + ".weight"], x), torch.to(w[p + ".bias"], x))
  else:
    y = __torch__.group_norm_of(x.contiguous(), groups, torch.to(w[p + ".weight"], x), torch.to(w[p + ".bias"], x))
    y = y.contiguous(memory_format=2)
  return __torch__.probe(w, p, y)

def resnet_block(w: Dict[str, Tensor], p: str, x: Tensor) -> Tensor:
  h = __torch__.conv(w, p + ".conv1", torch.silu(__torch__.norm(w, p + ".norm1", x)), 1, 1)
  h = __torch__.conv(w, p + ".conv2", torch.silu(__torch__.norm(w, p + ".norm2", h)), 1, 1)
  if (p + ".nin_shortcut.weight") in w:
    x = __torch__.conv(w, p + ".nin_shortcut", x, 1, 0)
  return __torch__.probe(w, p, x + h)

# Single-head self-attention over all h*w places.
def attention(w: Dict[str, Tensor], p: str, x: Tensor) -> Tensor:
  b, c, h, width = x.size(0), x.size(1), x.size(2), x.size(3)
  y = __torch__.norm(w, p + ".norm", x)
  q = __torch__.conv(w, p + ".q", y, 1, 0).reshape([b, 1, c, h * width]).transpose(2, 3) # [B, 1, hw, C]
  k = __torch__.conv(w, p + ".k", y, 1, 0).reshape([b, 1, c, h * width]).transpose(2, 3)
  v = __torch__.conv(w, p + ".v", y, 1, 0).reshape([b, 1, c, h * width]).transpose(2, 3)
  y = __torch__.attention_of(q, k, v, None, False) # scale C^-0.5
  y = __torch__.conv(w, p + ".proj_out", y.transpose(2, 3).reshape([b, c, h, width]), 1, 0)
  return __torch__.probe(w, p, x + y)

def mid(w: Dict[str, Tensor], p: str, x: Tensor) -> Tensor:
  x = __torch__.resnet_block(w, p + ".mid.block_1", x)
  x = __torch__.attention(w, p + ".mid.attn_1", x)
  return __torch__.resnet_block(w, p + ".mid.block_2", x)

# The blocks of one resolution, each followed by attention where the weights have it.
def level_blocks(w: Dict[str, Tensor], p: str, x: Tensor) -> Tensor:
  b = 0
  while (p + ".block." + str(b) + ".norm1.weight") in w:
    x = __torch__.resnet_block(w, p + ".block." + str(b), x)
    if (p + ".attn." + str(b) + ".q.weight") in w:
      x = __torch__.attention(w, p + ".attn." + str(b), x)
    b = b + 1
  return x

# Everything after the encoder's first convolution.
def encoder_body(w: Dict[str, Tensor], x: Tensor) -> Tensor:
  l = 0
  while ("encoder.down." + str(l) + ".block.0.norm1.weight") in w:
    p = "encoder.down." + str(l)
    x = __torch__.level_blocks(w, p, x)
    if (p + ".downsample.conv.weight") in w:
      x = torch.constant_pad_nd(x, [0, 1, 0, 1], 0) # one column right, one row below
      x = __torch__.probe(w, p + ".downsample", __torch__.conv(w, p + ".downsample.conv", x, 2, 0))
    l = l + 1
  x = __torch__.mid(w, "encoder", x)
  x = torch.silu(__torch__.norm(w, "encoder.norm_out", x))
  return __torch__.probe(w, "encoder", __torch__.conv(w, "encoder.conv_out", x, 1, 1))

def encoder(w: Dict[str, Tensor], x: Tensor) -> Tensor:
  if "patch." in w:
    x = torch.pixel_unshuffle(x, int(w["patch."]))
  return __torch__.encoder_body(w, __torch__.conv(w, "encoder.conv_in", x, 1, 1))

# The first convolution over a one-hot picture without making it: each of the nine taps looks its weight column up.
# labels: [B, H, W] int64 in 0..n-1.
def encoder_of_labels(w: Dict[str, Tensor], labels: Tensor, like: Tensor) -> Tensor:
  weight = torch.to(w["encoder.conv_in.weight"], like) # [C, n, 3, 3]
  n = weight.size(1)
  h, width = labels.size(1), labels.size(2)
  padded = torch.constant_pad_nd(labels, [1, 1, 1, 1], n) # label n is "outside": a row of zeros
  table = torch.constant_pad_nd(weight.permute([2, 3, 1, 0]), [0, 0, 0, 1], 0) # [3, 3, n + 1, C]
  y = torch.to(w["encoder.conv_in.bias"], like).view([1, 1, 1, -1])
  for i in range(3):
    for j in range(3):
      tap = torch.slice(torch.slice(padded, 1, i, i + h, 1), 2, j, j + width, 1)
      y = y + torch.embedding(torch.select(torch.select(table, 0, i), 0, j), tap)
  y = y.permute([0, 3, 1, 2]).contiguous()
  return __torch__.encoder_body(w, __torch__.probe(w, "encoder.conv_in", y))

def decoder(w: Dict[str, Tensor], z: Tensor) -> Tensor:
  x = __torch__.mid(w, "decoder", __torch__.conv(w, "decoder.conv_in", z, 1, 1))
  l = 0
  while ("decoder.up." + str(l) + ".block.0.norm1.weight") in w:
    l = l + 1
  while l > 0: # up.0 is the full resolution
    l = l - 1
    p = "decoder.up." + str(l)
    x = __torch__.level_blocks(w, p, x)
    if (p + ".upsample.conv.weight") in w:
      if w[p + ".upsample.conv.weight"].size(0) == 4 * x.size(1):
        x = torch.pixel_shuffle(__torch__.conv(w, p + ".upsample.conv", x, 1, 1), 2)
      else:
        x = __torch__.conv(w, p + ".upsample.conv", torch.upsample_nearest2d(x, None, [2., 2.]), 1, 1)
      x = __torch__.probe(w, p + ".upsample", x)
  x = torch.silu(__torch__.norm(w, "decoder.norm_out", x))
  x = __torch__.conv(w, "decoder.conv_out", x, 1, 1)
  if "patch." in w:
    x = torch.pixel_shuffle(x, int(w["patch."]))
  return __torch__.probe(w, "decoder", x)

# Index of the nearest codebook entry by squared distance, the first of equals; z: [B, D, h, w] float32 -> [B, h, w].
def nearest(codebook: Tensor, z: Tensor) -> Tensor:
  d = codebook.size(1)
  flat = z.permute([0, 2, 3, 1]).reshape([-1, d])
  distance = torch.sum(flat * flat, [1], True) + torch.sum(codebook * codebook, [1]) - 2 * torch.matmul(flat, codebook.t())
  return torch.argmin(distance, 1).view([z.size(0), z.size(2), z.size(3)])

# Entries of the codebook at codes [B, h, w] -> [B, D, h, w].
def entries(codebook: Tensor, codes: Tensor) -> Tensor:
  return torch.embedding(codebook, codes).permute([0, 3, 1, 2]).contiguous()

# Straight-through quantisation with the loss of equation 4. legacy puts beta on the codebook's side, as the original's
# default does: mean((sg(e) - z)^2) + beta * mean((e - sg(z))^2).
def quantize_training(codebook: Tensor, z: Tensor, beta: float, legacy: bool) -> Tuple[Tensor, Tensor, Tensor]:
  codes = __torch__.nearest(codebook.detach(), z.detach())
  e = __torch__.entries(codebook, codes)
  commitment = torch.mean((e.detach() - z) * (e.detach() - z))
  embedding = torch.mean((e - z.detach()) * (e - z.detach()))
  if legacy:
    loss = commitment + beta * embedding
  else:
    loss = beta * commitment + embedding
  return (z + (e - z).detach(), loss, codes)
