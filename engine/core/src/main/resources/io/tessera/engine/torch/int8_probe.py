# What linear_int8.py does here, and how fast its products are.
class Int8Probe(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  w : Dict[str, Tensor]

  def put(self: __torch__.Int8Probe, weight: Tensor) -> None:
    __torch__.take(self.w, "p", weight, 6)
    self.w["p.bias"] = torch.zeros([weight.size(0)])
    __torch__.prepare(self.w, "p")
    return None

  # x [n, K] through the layer, then gelu where that is wanted.
  def layer(self: __torch__.Int8Probe, x: Tensor, gelu: bool) -> Tensor:
    return __torch__.linear_together(self.w, "p", x, 6, gelu)

  # repeats times a product of n x n matrices: 2 n^3 operations each. like: says that it is here.
  def gemm(self: __torch__.Int8Probe, like: Tensor, n: int, repeats: int) -> Tensor:
    self.put(torch.randn([n, n]))
    q = torch.randint(0, 256, [n, n], dtype=0)
    y = torch.zeros([1])
    for i in range(repeats):
      y = y + torch.select(torch.select(__torch__.product_int8(self.w, "p", q, 1., 128, False, 6, "none", ""), 0, 0), 0, 0)
    return y

  # Products of the largest integers there are: sums of processors that keep them in 16 bits would be cut off.
  def largest(self: __torch__.Int8Probe, n: int) -> Tensor:
    return __torch__.product_int8(self.w, "p", torch.full([2, n], 255., dtype=0), 1., 0, False, 6, "none", "")

  def forward(self: __torch__.Int8Probe, x: Tensor) -> Tensor:
    return x
