# Group norm as sums, for processors on which libtorch's own is wrong.
def group_norm_of(x: Tensor, groups: int, weight: Tensor, bias: Tensor) -> Tensor:
  f = torch.to(x, 6).reshape([x.size(0), groups, -1])
  f = f - torch.mean(f, [2], True)
  f = f * torch.rsqrt(torch.mean(f * f, [2], True) + 1e-06)
  y = f.view([x.size(0), x.size(1), x.size(2), x.size(3)])
  return torch.to(y * torch.to(weight, 6).view([1, -1, 1, 1]) + torch.to(bias, 6).view([1, -1, 1, 1]), x)
