# Pretrained features of pictures; see features.py.
class Pretrained(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  w : Dict[str, Tensor]

  def put(self: __torch__.Pretrained, name: str, value: Tensor) -> None:
    self.w[name] = torch.to(value, 6, False, True)
    return None

  # x [B, 3, H, W] in [-1, 1]
  def taps(self: __torch__.Pretrained, x: Tensor) -> List[Tensor]:
    return __torch__.features(self.w, "", x)

  def pooled(self: __torch__.Pretrained, x: Tensor) -> Tensor:
    return __torch__.pooled_features(self.w, "", x)

  def distance(self: __torch__.Pretrained, x: Tensor, y: Tensor) -> Tensor:
    return __torch__.perceptual_distance(__torch__.features(self.w, "", x), __torch__.features(self.w, "", y))

  def forward(self: __torch__.Pretrained, x: Tensor) -> Tensor:
    return self.pooled(x)
