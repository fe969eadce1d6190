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

  # repeats times a product of n x n matrices, on the device of like: 2 n^3 operations each.
  def gemm(self: __torch__.Probe, like: Tensor, n: int, dtype: int, repeats: int) -> Tensor:
    a = torch.to(torch.randn([n, n], device=like.device) * 0.01, dtype)
    b = torch.to(torch.randn([n, n], device=like.device) * 0.01, dtype)
    for i in range(repeats):
      a = torch.matmul(a, b)
    return torch.to(torch.sum(a), 6)

  # repeats times a copy of n bytes: each is read once and written once.
  def stream(self: __torch__.Probe, like: Tensor, n: int, repeats: int) -> Tensor:
    a = torch.zeros([n // 4], device=like.device)
    b = torch.zeros([n // 4], device=like.device)
    for i in range(repeats):
      torch.copy_(b, a)
      torch.copy_(a, b)
    return torch.sum(torch.slice(b, 0, 0, 4, 1))

  def forward(self: __torch__.Probe, x: Tensor) -> Tensor:
    return x
