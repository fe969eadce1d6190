# Group norm as libtorch has it; statistics are float32 whatever x [B, C, H, W] is.
def group_norm_of(x: Tensor, groups: int, weight: Tensor, bias: Tensor) -> Tensor:
  return torch.group_norm(x, groups, weight, bias, 1e-06, True)
