# Linear layers whose products are of 8-bit integers: every row of the weights over its own largest, once; what comes in over its
# range, in every call. Results are floats again.
def take(w: Dict[str, Tensor], p: str, weight: Tensor, dtype: int) -> None:
  step = torch.clamp_min(torch.maximum(torch.amax(weight, [1]), -torch.amin(weight, [1])), 1e-30)
  step = torch.to(step, 6) / 127.
  q = torch.quantize_per_tensor(torch.to(weight, 6) / step.view([-1, 1]), 1., 0, 12)
  w[p + ".weight"] = torch.int_repr(q)
  w[p + ".step"] = step
  return None

# What belongs to a layer.
def parts() -> List[str]:
  return [".weight", ".step", ".bias"]

def prepare(w: Dict[str, Tensor], p: str) -> None:
  w[p + ".zero"] = torch.zeros([w[p + ".weight"].size(0)], dtype=3)
  w[p + ".weight"] = ops.onednn.qlinear_prepack(w[p + ".weight"], annotate(Optional[List[int]], None))
  w[p + ".bias"] = torch.to(w[p + ".bias"], 6)
  return None

# q [n, K] stands for (q - zero) * step.
def product_int8(w: Dict[str, Tensor], p: str, q: Tensor, step: float, zero: int, bias: Optional[Tensor], dtype: int, attr: str, algorithm: str) -> Tensor:
  return ops.onednn.qlinear_pointwise(q, step, zero, w[p + ".weight"], w[p + ".step"], w[p + ".zero"], bias, 1., 0, dtype, attr, annotate(List[Optional[number]], []), algorithm)

# x [n, K] with one step for all rows, or, where the rows' ranges are so unlike that most rows would lose two bits by that, with
# one for each. A transformer may have a few tokens whose activations are far larger than all others' (Sun et al. 2024).
def linear_by_range(w: Dict[str, Tensor], p: str, x: Tensor, dtype: int, gelu: bool) -> Tensor:
  hi, lo = torch.clamp_min(torch.amax(x, [1]), 1e-30), torch.clamp_max(torch.amin(x, [1]), 0.)
  most, least = float(torch.amax(hi)), float(torch.amin(lo))
  attr, algorithm = "none", ""
  if most - least > 4. * float(torch.mean(hi - lo)):
    step = torch.maximum(hi, -lo).view([-1, 1]) / 127.
    q = torch.to(torch.round_(x / step).add_(128.), 0)
    y = torch.addcmul(w[p + ".bias"], __torch__.product_int8(w, p, q, 1., 128, None, 6, attr, algorithm), step)
    if gelu:
      y = torch.gelu(y)
    return torch.to(y, dtype)
  if gelu:
    attr, algorithm = "gelu", "none"
  step = (most - least) / 255.
  zero = int(torch.floor(-least / step + 0.5))
  q = torch.int_repr(torch.quantize_per_tensor(x, step, zero, 13))
  return __torch__.product_int8(w, p, q, step, zero, w[p + ".bias"], dtype, attr, algorithm)

def linear_int8(w: Dict[str, Tensor], p: str, x: Tensor, dtype: int, gelu: bool) -> Tensor:
  y = __torch__.linear_by_range(w, p, torch.to(x, 6).reshape([-1, x.size(-1)]), dtype, gelu)
  return y.view([x.size(0), x.size(1), y.size(1)])

def linear(w: Dict[str, Tensor], p: str, x: Tensor, dtype: int) -> Tensor:
  return __torch__.note(w, p, __torch__.linear_int8(w, p, x, dtype, False))

# As linear, in the type that it comes in cheapest.
def linear_any(w: Dict[str, Tensor], p: str, x: Tensor, dtype: int) -> Tensor:
  return __torch__.linear(w, p, x, 6)

def linear_gelu(w: Dict[str, Tensor], p: str, x: Tensor, dtype: int) -> Tensor:
  if "probe." in w:
    return torch.gelu(__torch__.linear(w, p, x, 6))
  return __torch__.linear_int8(w, p, x, 6, True)
