# conv_rows.py of what comes from silu, whose least is known: as products of 8-bit integers where begin_level has laid out the weights
# for that. A band has a step of its own.
def conv_silu(w: Dict[str, Tensor], p: str, x: Tensor, above: int, below: int) -> Tensor:
  if not (p + ".int8") in w:
    return __torch__.conv_rows(w, p, x, above, below)
  least = 0.27846455
  step = (max(float(torch.amax(x)), least) + least) / 255.
  zero = int(torch.floor(least / step + 0.5))
  q = torch.int_repr(torch.quantize_per_tensor(torch.to(x, 6), step, zero, 13))
  if above + below > 0:
    q = torch.constant_pad_nd(q, [0, 0, above, below], zero)
  return ops.onednn.qconv2d_pointwise(q, step, zero, w[p + ".int8"], w[p + ".int8.step"], w[p + ".int8.zero"], torch.to(w[p + ".bias"], 6), [1, 1], [0, 1], [1, 1], 1, 1., 0, x.dtype, "none", annotate(List[Optional[number]], []), "")

# Every output's weights over their largest.
def quantize_conv(w: Dict[str, Tensor], p: str, x: Tensor) -> None:
  weight = torch.to(w[p + ".weight"], 6)
  step = torch.clamp_min(torch.amax(torch.abs(weight), [1, 2, 3]), 1e-30) / 127.
  q = torch.to(torch.round(weight / step.view([-1, 1, 1, 1])), 1)
  shape = [1, weight.size(1), 16, x.size(3)]
  w[p + ".int8"] = ops.onednn.qconv_prepack(q, step, 1., 1, [1, 1], [0, 1], [1, 1], 1, shape)
  w[p + ".int8.step"] = step
  w[p + ".int8.zero"] = torch.zeros([step.size(0)], dtype=3)
  return None

# Weights of a level's convolutions as integers, made anew for every large map (a hundredth of its time), so that beside what is
# there for small ones only one level's are in memory.
def begin_level(w: Dict[str, Tensor], p: str, x: Tensor) -> None:
  b = 0
  if x.numel() < 1048576: # where that would take longer than it saves
    return None
  while (p + ".block." + str(b) + ".norm1.weight") in w:
    for conv in [".conv1", ".conv2"]:
      __torch__.quantize_conv(w, p + ".block." + str(b) + conv, x)
    b = b + 1
  return None

def end_level(w: Dict[str, Tensor]) -> None:
  for key in list(w.keys()):
    if key.endswith(".int8") or key.endswith(".int8.step") or key.endswith(".int8.zero"):
      w.pop(key)
  return None
