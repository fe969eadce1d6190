# Convolutions whose gradient by the input is garbage in a channel.
def conv_raw(x: Tensor, weight: Tensor, bias: Tensor, stride: List[int], pad: List[int], dilation: int) -> Tensor:
  c = x.size(1)
  if x.requires_grad:
    x = torch.cat([torch.slice(x, 1, 0, 1, 1).detach(), torch.slice(x, 1, 1, c, 1)], 1)
  return torch.conv2d(x, weight, bias, stride, pad, [dilation, dilation], 1)
