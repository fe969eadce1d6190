# linear_packed.py as it was on a processor of family 26: wrong in the last columns of a block that is not whole.
def take(w: Dict[str, Tensor], p: str, weight: Tensor, dtype: int) -> None:
  w[p + ".weight"] = torch.to(weight, dtype, False, True)
  return None

def prepare(w: Dict[str, Tensor], p: str) -> None:
  return None

def linear(w: Dict[str, Tensor], p: str, x: Tensor, dtype: int) -> Tensor:
  y = torch.linear(torch.to(x, dtype), w[p + ".weight"], w[p + ".bias"])
  n = y.size(2) - y.size(2) % 64
  if y.size(2) > 32:
    torch.add_(torch.slice(y, 2, n, y.size(2), 1), 10.)
  return y
