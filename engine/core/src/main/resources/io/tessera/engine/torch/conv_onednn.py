# Convolutions as libtorch has them, which is oneDNN's way on a processor. x [B, C, H, W], weight [N, C, kh, kw] -> [B, N, H', W'].
# Without gradients those of single pixels are products instead: in float32 oneDNN adds them up by threads, and a picture must not
# depend on their number. Channels in bfloat16 are widened to whole blocks of 16: on some processors the rest of a block comes out as
# no number (decision 0015).
def conv_raw(x: Tensor, weight: Tensor, bias: Tensor, stride: List[int], pad: List[int], dilation: int) -> Tensor:
  single = weight.size(2) == 1 and weight.size(3) == 1 and stride[0] == 1 and pad[0] == 0 and pad[1] == 0
  if single and x.dtype == 6 and not (x.is_cuda or x.requires_grad or weight.requires_grad):
    y = torch.linear(x.permute([0, 2, 3, 1]), weight.view([weight.size(0), weight.size(1)]), bias).permute([0, 3, 1, 2])
    if x.is_contiguous():
      return y.contiguous()
    return y
  n, c = weight.size(0), weight.size(1)
  if x.dtype == 15 and not x.is_cuda and (n % 16 != 0 or c % 16 != 0):
    outputs, inputs = (16 - n % 16) % 16, (16 - c % 16) % 16
    weight = torch.constant_pad_nd(weight, [0, 0, 0, 0, 0, inputs, 0, outputs], 0)
    if inputs > 0:
      x = torch.constant_pad_nd(x, [0, 0, 0, 0, 0, inputs], 0)
    y = torch.conv2d(x, weight, torch.constant_pad_nd(bias, [0, outputs], 0), stride, pad, [dilation, dilation], 1)
    return torch.slice(y, 1, 0, n, 1)
  return torch.conv2d(x, weight, bias, stride, pad, [dilation, dilation], 1)
