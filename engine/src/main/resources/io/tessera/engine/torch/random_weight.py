# A weight of random numbers instead of a trained one, for measurements. deviation 0: ones for the scales of norms, zeros for biases.
def random_weight(name: str, shape: Tensor, deviation: float) -> Tensor:
  sizes = annotate(List[int], [])
  for i in range(shape.size(0)):
    sizes.append(int(shape[i]))
  value = torch.mul_(torch.randn(sizes), deviation)
  if deviation == 0.:
    value = torch.zeros(sizes)
    if name.endswith("weight"):
      value = torch.ones(sizes)
  return value
