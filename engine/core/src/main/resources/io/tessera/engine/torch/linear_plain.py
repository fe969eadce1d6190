# Linear layers as libtorch has them: x in the residual's float32, the product in dtype, the result too.
def pack(weight: Tensor) -> Tensor:
  return weight

def take(w: Dict[str, Tensor], p: str, weight: Tensor, dtype: int) -> None:
  w[p + ".weight"] = torch.to(weight, dtype, False, True)
  return None

def parts() -> List[str]:
  return [".weight", ".bias"]

def prepare(w: Dict[str, Tensor], p: str) -> None:
  return None

def linear(w: Dict[str, Tensor], p: str, x: Tensor, dtype: int) -> Tensor:
  return __torch__.note(w, p, __torch__.linear_whole(torch.to(x, dtype), w[p + ".weight"], w[p + ".bias"]))

# As linear, in the type that it comes in cheapest.
def linear_any(w: Dict[str, Tensor], p: str, x: Tensor, dtype: int) -> Tensor:
  return __torch__.linear(w, p, x, dtype)

def linear_gelu(w: Dict[str, Tensor], p: str, x: Tensor, dtype: int) -> Tensor:
  return torch.gelu(__torch__.linear(w, p, x, dtype))

def logits_of(weight: Tensor, x: Tensor, n: int) -> Tensor:
  return torch.linear(x, weight)
