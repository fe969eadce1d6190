# Products of oneDNN with weights that are laid out once for the processor's registers instead of in every call. Where libtorch's
# own float32 products come from MKL, these are also twice as fast on processors that MKL does not know. Weights are padded to whole
# blocks of 64 outputs and 64 inputs when they are packed: on some processors the kernels compute the rest of a block wrongly
# (decision 0015). This is the only place that does it.
def pack(weight: Tensor) -> Tensor:
  return ops.mkldnn._reorder_linear_weight(__torch__.whole(weight, 0), None)

# weight [N, K] with zeros up to the next multiples of 64; value: what stands for zero.
def whole(weight: Tensor, value: int) -> Tensor:
  outputs, inputs = (64 - weight.size(0) % 64) % 64, (64 - weight.size(1) % 64) % 64
  return torch.constant_pad_nd(weight, [0, inputs, 0, outputs], value).contiguous()

# A vector of one number per output, as long as the padded weights have outputs.
def whole_vector(x: Tensor) -> Tensor:
  return torch.constant_pad_nd(x, [0, (64 - x.size(0) % 64) % 64], 0)

# x [..., K] as wide as the padded weights.
def whole_input(x: Tensor) -> Tensor:
  more = (64 - x.size(-1) % 64) % 64
  if more > 0:
    return torch.constant_pad_nd(x, [0, more], 0)
  return x

# The first n outputs of y [..., N].
def cut(y: Tensor, n: int) -> Tensor:
  if y.size(-1) > n:
    return torch.slice(y, -1, 0, n, 1).contiguous()
  return y

# x [..., K] -> [..., n] for packed weights and a bias of whole length.
def pointwise(weight: Tensor, bias: Optional[Tensor], x: Tensor, n: int, attr: str, algorithm: str) -> Tensor:
  y = ops.mkldnn._linear_pointwise(__torch__.whole_input(x), weight, bias, attr, annotate(List[Optional[number]], []), algorithm)
  return __torch__.cut(y, n)

def logits_of(weight: Tensor, x: Tensor, n: int) -> Tensor:
  return __torch__.pointwise(weight, None, x, n, "none", "")
