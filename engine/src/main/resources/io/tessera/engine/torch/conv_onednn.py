# Convolutions as libtorch has them, which is oneDNN's way on a processor. x [B, C, H, W], weight [N, C, kh, kw] -> [B, N, H', W'].
# Without gradients those of single pixels are products instead: in float32 oneDNN adds them up by threads, and a picture must not
# depend on their number.
def conv_raw(x: Tensor, weight: Tensor, bias: Tensor, stride: List[int], pad: List[int], dilation: int) -> Tensor:
  single = weight.size(2) == 1 and weight.size(3) == 1 and stride[0] == 1 and pad[0] == 0 and pad[1] == 0
  if single and x.dtype == 6 and not (x.is_cuda or x.requires_grad or weight.requires_grad):
    y = torch.linear(x.permute([0, 2, 3, 1]), weight.view([weight.size(0), weight.size(1)]), bias).permute([0, 3, 1, 2])
    if x.is_contiguous():
      return y.contiguous()
    return y
  return torch.conv2d(x, weight, bias, stride, pad, [dilation, dilation], 1)
