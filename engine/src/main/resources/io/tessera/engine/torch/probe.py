# A little of what a transformer does, to measure which precision this device is fast in.
class Probe(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  def run(self: __torch__.Probe, x: Tensor, w: Tensor, dtype: int, repeats: int) -> Tensor:
    a = torch.to(x, dtype)
    b = torch.to(w, dtype)
    for i in range(repeats):
      a = torch.linear(torch.gelu(a), b)
    return torch.to(torch.sum(a), 6)

  def forward(self: __torch__.Probe, x: Tensor) -> Tensor:
    return x
