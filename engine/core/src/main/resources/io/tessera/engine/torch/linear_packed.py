# Linear layers as packed.py has them: products and results in dtype.
def take(w: Dict[str, Tensor], p: str, weight: Tensor, dtype: int) -> None:
  w[p + ".weight"] = torch.to(weight, dtype, False, True)
  return None

def parts() -> List[str]:
  return [".weight", ".bias"]

def prepare(w: Dict[str, Tensor], p: str) -> None:
  w[p + ".outputs"] = torch.tensor(w[p + ".weight"].size(0))
  w[p + ".bias"] = __torch__.whole_vector(w[p + ".bias"])
  w[p + ".weight"] = __torch__.pack(w[p + ".weight"])
  return None

def product(w: Dict[str, Tensor], p: str, x: Tensor, dtype: int, attr: str, algorithm: str) -> Tensor:
  n = int(w[p + ".outputs"])
  return __torch__.pointwise(w[p + ".weight"], w[p + ".bias"], torch.to(x, dtype), n, attr, algorithm)

def linear(w: Dict[str, Tensor], p: str, x: Tensor, dtype: int) -> Tensor:
  return __torch__.note(w, p, __torch__.product(w, p, x, dtype, "none", ""))

# As linear, in the type that it comes in cheapest.
def linear_any(w: Dict[str, Tensor], p: str, x: Tensor, dtype: int) -> Tensor:
  return __torch__.linear(w, p, x, dtype)

def linear_gelu(w: Dict[str, Tensor], p: str, x: Tensor, dtype: int) -> Tensor:
  if "probe." in w:
    return torch.gelu(__torch__.linear(w, p, x, dtype))
  return __torch__.product(w, p, x, dtype, "gelu", "none")
