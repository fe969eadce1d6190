# Convolutions as products of unfolded pictures, without oneDNN: slower, for processors on which oneDNN's are wrong.
def conv_raw(x: Tensor, weight: Tensor, bias: Tensor, stride: List[int], pad: List[int], dilation: int) -> Tensor:
  size = [weight.size(2), weight.size(3)]
  if dilation > 1:
    return torch.slow_conv_dilated2d(x.contiguous(), weight.contiguous(), size, bias, stride, pad, [dilation, dilation])
  return torch.thnn_conv2d(x.contiguous(), weight.contiguous(), size, bias, stride, pad)
