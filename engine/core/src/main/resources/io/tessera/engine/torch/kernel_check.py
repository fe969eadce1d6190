# The kernels that networks are made of, with small shapes that leave tails in every block. KernelCheck.java compares what comes out
# with plain sums. dtype: 6 for float32, 15 for bfloat16.
class KernelCheck(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  o : Dict[str, int]

  def set(self: __torch__.KernelCheck, option: str, value: int) -> None:
    self.o[option] = value
    return None

  # x [B, C, H, W] float32; channels_last: how it lies in memory.
  def convolution(self: __torch__.KernelCheck, x: Tensor, weight: Tensor, bias: Tensor, stride: int, pad: int, channels_last: bool, dtype: int) -> Tensor:
    x, weight, bias = torch.to(x, dtype), torch.to(weight, dtype), torch.to(bias, dtype)
    if channels_last:
      x, weight = x.contiguous(memory_format=2), weight.contiguous(memory_format=2)
    return torch.to(__torch__.conv_raw(x, weight, bias, [stride, stride], [pad, pad], 1), 6).contiguous()

  # weight [C, 1, k, k]: one filter a channel, as in pretrained features.
  def depthwise(self: __torch__.KernelCheck, x: Tensor, weight: Tensor, bias: Tensor, stride: int, channels_last: bool, dtype: int) -> Tensor:
    x, weight, bias = torch.to(x, dtype), torch.to(weight, dtype), torch.to(bias, dtype)
    if channels_last:
      x = x.contiguous(memory_format=2)
    pad = weight.size(2) // 2
    return torch.to(__torch__.conv_depthwise(x, weight, bias, stride, pad), 6).contiguous()

  # In options "dtype", "stride" and "channels_last".
  def depthwise_backward(self: __torch__.KernelCheck, x: Tensor, weight: Tensor, g: Tensor) -> Dict[str, Tensor]:
    dtype = self.o["dtype"]
    x = torch.requires_grad_(torch.clone(x).detach(), True)
    weight = torch.requires_grad_(torch.clone(weight).detach(), True)
    pad = weight.size(2) // 2
    h = torch.to(x, dtype)
    if self.o["channels_last"] > 0:
      h = h.contiguous(memory_format=2)
    zero = torch.zeros([weight.size(0)], dtype=dtype)
    y = __torch__.conv_depthwise(h, torch.to(weight, dtype), zero, self.o["stride"], pad)
    found = torch.grad([torch.sum(torch.to(y, 6) * g)], [x, weight], None, False, False, True)
    out = annotate(Dict[str, Tensor], {})
    for i in range(2):
      d = found[i]
      if d is not None:
        out[["x", "weight"][i]] = d.contiguous()
    return out

  # Gradients of sum(y * g) by x, weight and bias, in option "dtype".
  def backward(self: __torch__.KernelCheck, x: Tensor, weight: Tensor, bias: Tensor, g: Tensor) -> Dict[str, Tensor]:
    dtype = self.o["dtype"]
    x = torch.requires_grad_(torch.clone(x).detach(), True)
    weight = torch.requires_grad_(torch.clone(weight).detach(), True)
    bias = torch.requires_grad_(torch.clone(bias).detach(), True)
    y = __torch__.conv_whole(torch.to(x, dtype), torch.to(weight, dtype), torch.to(bias, dtype), 1, weight.size(2) // 2, 1)
    found = torch.grad([torch.sum(torch.to(y, 6) * g)], [x, weight, bias], None, False, False, True)
    out = annotate(Dict[str, Tensor], {})
    for i in range(3):
      d = found[i]
      if d is not None:
        out[["x", "weight", "bias"][i]] = d.contiguous()
    return out

  # q, k, v [B, heads, T, D]
  def attention(self: __torch__.KernelCheck, q: Tensor, k: Tensor, v: Tensor, causal: bool, dtype: int) -> Tensor:
    y = __torch__.attention_of(torch.to(q, dtype), torch.to(k, dtype), torch.to(v, dtype), None, causal)
    return torch.to(y, 6).contiguous()

  def group_norm(self: __torch__.KernelCheck, x: Tensor, groups: int, weight: Tensor, bias: Tensor, channels_last: bool, dtype: int) -> Tensor:
    x = torch.to(x, dtype)
    if channels_last:
      x = x.contiguous(memory_format=2)
    return torch.to(__torch__.group_norm_of(x, groups, torch.to(weight, dtype), torch.to(bias, dtype)), 6).contiguous()

  def forward(self: __torch__.KernelCheck, x: Tensor) -> Tensor:
    return x
