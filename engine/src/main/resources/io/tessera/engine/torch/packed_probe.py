# Whether packed.py works here.
class PackedProbe(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  def run(self: __torch__.PackedProbe, x: Tensor, w: Tensor) -> Tensor:
    return __torch__.logits_of(__torch__.pack(w), x)

  def forward(self: __torch__.PackedProbe, x: Tensor) -> Tensor:
    return x
