# A weight of random numbers instead of a trained one, for measurements; it lies where shape does. deviation 0: ones for the scales
# of norms, zeros for biases.
def random_weight(name: str, shape: Tensor, deviation: float) -> Tensor:
  sizes = annotate(List[int], [])
  for i in range(shape.size(0)):
    sizes.append(int(shape[i]))
  value = torch.mul_(torch.randn(sizes, device=shape.device), deviation)
  if deviation == 0.:
    value = torch.zeros(sizes, device=shape.device)
    if name.endswith("weight"):
      value = torch.ones(sizes, device=shape.device)
  return value
