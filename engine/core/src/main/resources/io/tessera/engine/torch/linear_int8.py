# Linear layers whose products are of 8-bit integers: every row of the weights over its own largest, once; what comes in over its
# range, in every call: that of the sequence, or of the single row where there are few. So no sequence changes another that is
# computed beside it. Results are floats again.
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
  w[p + ".outputs"] = torch.tensor(w[p + ".weight"].size(0))
  w[p + ".bias"] = torch.to(w[p + ".bias"], 6)
  w[p + ".sum"] = torch.to(torch.sum(w[p + ".weight"], [1]), 6) * w[p + ".step"]
  weight = __torch__.whole(w[p + ".weight"], 0)
  w[p + ".steps"] = __torch__.whole_vector(w[p + ".step"])
  w[p + ".biases"] = __torch__.whole_vector(w[p + ".bias"])
  w[p + ".zero"] = torch.zeros([weight.size(0)], dtype=3)
  w[p + ".weight"] = ops.onednn.qlinear_prepack(weight, annotate(Optional[List[int]], None))
  return None

# q [n, K] stands for (q - zero) * step; biased: with the layer's bias. The inputs that q is padded by meet weights of zero.
def product_int8(w: Dict[str, Tensor], p: str, q: Tensor, step: float, zero: int, biased: bool, dtype: int, attr: str, algorithm: str) -> Tensor:
  bias = annotate(Optional[Tensor], None)
  if biased:
    bias = w[p + ".biases"]
  y = ops.onednn.qlinear_pointwise(__torch__.whole_input(q), step, zero, w[p + ".weight"], w[p + ".steps"], w[p + ".zero"], bias, 1., 0, dtype, attr, annotate(List[Optional[number]], []), algorithm)
  return __torch__.cut(y, int(w[p + ".outputs"]))

# x [n, K], each row over its range from lo to hi [n, 1]: q stands for lo + q * step.
def linear_own(w: Dict[str, Tensor], p: str, x: Tensor, lo: Tensor, hi: Tensor, dtype: int, gelu: bool) -> Tensor:
  step = torch.clamp_min((hi - lo) / 255., 1e-30)
  q = torch.to(torch.round_((x - lo) / step), 0)
  y = __torch__.product_int8(w, p, q, 1., 0, False, 6, "none", "")
  y = torch.addcmul_(torch.addcmul(w[p + ".bias"], w[p + ".sum"], lo), y, step)
  if gelu:
    y = torch.gelu(y)
  return torch.to(y, dtype)

# x [n, K], the rows of one sequence, with one step for all of them, or, where their ranges are so unlike that most rows would lose
# two bits by that, with one for each. A transformer may have a few tokens whose activations are far larger than all others' (Sun
# et al. 2024).
def linear_together(w: Dict[str, Tensor], p: str, x: Tensor, dtype: int, gelu: bool) -> Tensor:
  lo, hi = torch.amin(x, [1], True), torch.amax(x, [1], True)
  most, least = max(float(torch.amax(hi)), 1e-30), min(float(torch.amin(lo)), 0.)
  if most - least > 4. * float(torch.mean(hi - lo)):
    return __torch__.linear_own(w, p, x, lo, hi, dtype, gelu)
  attr, algorithm = "none", ""
  if gelu:
    attr, algorithm = "gelu", "none"
  step = (most - least) / 255.
  zero = int(-least / step + 0.5)
  q = torch.int_repr(torch.quantize_per_tensor(x, step, zero, 13))
  return __torch__.product_int8(w, p, q, step, zero, True, dtype, attr, algorithm)

# x [B, T, K]. Of few rows the results are small, so that a step of its own for each costs little.
def linear_int8(w: Dict[str, Tensor], p: str, x: Tensor, dtype: int, gelu: bool) -> Tensor:
  x = torch.to(x, 6)
  b, t, k = x.size(0), x.size(1), x.size(2)
  if t <= 16:
    rows = x.reshape([-1, k])
    lo, hi = torch.amin(rows, [1], True), torch.amax(rows, [1], True)
    y = __torch__.linear_own(w, p, rows, lo, hi, dtype, gelu)
    return y.view([b, t, y.size(1)])
  if b == 1:
    return torch.unsqueeze(__torch__.linear_together(w, p, x.reshape([t, k]), dtype, gelu), 0)
  out = annotate(List[Tensor], [])
  for i in range(b):
    out.append(__torch__.linear_together(w, p, torch.select(x, 0, i), dtype, gelu))
  return torch.stack(out, 0)

def linear(w: Dict[str, Tensor], p: str, x: Tensor, dtype: int) -> Tensor:
  return __torch__.note(w, p, __torch__.linear_int8(w, p, x, dtype, False))

# As linear, in the type that it comes in cheapest.
def linear_any(w: Dict[str, Tensor], p: str, x: Tensor, dtype: int) -> Tensor:
  return __torch__.linear(w, p, x, 6)

def linear_gelu(w: Dict[str, Tensor], p: str, x: Tensor, dtype: int) -> Tensor:
  if "probe." in w:
    return torch.gelu(__torch__.linear(w, p, x, 6))
  return __torch__.linear_int8(w, p, x, 6, True)
