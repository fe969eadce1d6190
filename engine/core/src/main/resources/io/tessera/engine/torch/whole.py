# Convolutions in whole blocks. Where gradients flow, libtorch's backward pass of channels that are not a multiple of 16 can hold
# garbage on processors with AVX-512 (decision 0015), so inputs and outputs are widened with zero channels and cut again. This is the
# only place that does it: every convolution that learns, or that a gradient passes, goes through here.

# x [B, C, H, W], weight [N, C, kh, kw], bias [N] -> [B, N, H', W'].
def conv_whole(x: Tensor, weight: Tensor, bias: Tensor, stride: int, pad: int, dilation: int) -> Tensor:
  n, c = weight.size(0), weight.size(1)
  if n % 16 == 0 and c % 16 == 0 or not (x.requires_grad or weight.requires_grad):
    return __torch__.conv_raw(x, weight, bias, [stride, stride], [pad, pad], dilation)
  outputs, inputs = (16 - n % 16) % 16, (16 - c % 16) % 16
  weight = torch.constant_pad_nd(weight, [0, 0, 0, 0, 0, inputs, 0, outputs], 0)
  bias = torch.constant_pad_nd(bias, [0, outputs], 0)
  if inputs > 0:
    x = torch.constant_pad_nd(x, [0, 0, 0, 0, 0, inputs], 0)
  y = __torch__.conv_raw(x, weight, bias, [stride, stride], [pad, pad], dilation)
  return torch.slice(y, 1, 0, n, 1)

# x [..., K], weight [N, K], bias [N] -> [..., N], as torch.linear. In bfloat16 on a processor the product is oneDNN's, which wants
# whole blocks of 64 (see packed.py).
def linear_whole(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
  n, k = weight.size(0), weight.size(1)
  if n % 64 == 0 and k % 64 == 0 or x.dtype == 6 or x.is_cuda:
    return torch.linear(x, weight, bias)
  outputs, inputs = (64 - n % 64) % 64, (64 - k % 64) % 64
  weight = torch.constant_pad_nd(weight, [0, inputs, 0, outputs], 0)
  y = torch.linear(torch.constant_pad_nd(x, [0, inputs], 0), weight, torch.constant_pad_nd(bias, [0, outputs], 0))
  return torch.slice(y, -1, 0, n, 1)

# One filter a channel: x [B, C, H, W], weight [C, 1, k, k], bias [C]. Where gradients flow, those with strides are taken in float32: in
# bfloat16 their gradient by x is wrong on some processors (decision 0015).
def conv_depthwise(x: Tensor, weight: Tensor, bias: Tensor, stride: int, pad: int) -> Tensor:
  groups = weight.size(0)
  if stride > 1 and x.dtype == 15 and not x.is_cuda and (x.requires_grad or weight.requires_grad):
    y = torch.conv2d(torch.to(x, 6), torch.to(weight, 6), torch.to(bias, 6), [stride, stride], [pad, pad], [1, 1], groups)
    return torch.to(y, 15)
  return torch.conv2d(x, weight, bias, [stride, stride], [pad, pad], [1, 1], groups)
