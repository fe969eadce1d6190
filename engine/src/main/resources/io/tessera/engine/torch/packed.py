# Products of oneDNN with weights that are laid out once for the processor's registers instead of in every call. Where libtorch's
# own float32 products come from MKL, these are also twice as fast on processors that MKL does not know.
def pack(weight: Tensor) -> Tensor:
  return ops.mkldnn._reorder_linear_weight(weight, None)

def pointwise(weight: Tensor, bias: Optional[Tensor], x: Tensor, attr: str, algorithm: str) -> Tensor:
  return ops.mkldnn._linear_pointwise(x, weight, bias, attr, annotate(List[Optional[number]], []), algorithm)

def logits_of(weight: Tensor, x: Tensor) -> Tensor:
  return __torch__.pointwise(weight, None, x, "none", "")
