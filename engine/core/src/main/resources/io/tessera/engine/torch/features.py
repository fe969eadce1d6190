# EfficientNet-Lite0 without its classifier (Tan, Le 2019; the lite variants have no squeeze and relu6 everywhere): what pictures look
# like to a network that has seen many. Batch norms are folded into the convolutions. Names below p: stem, blocks.0 .. 15, head.

# TensorFlow's "same": as many zeros as the output needs, the smaller half first.
def same_pad(x: Tensor, kernel: int, stride: int) -> Tensor:
  h, w = x.size(2), x.size(3)
  down = max(0, ((h + stride - 1) // stride - 1) * stride + kernel - h)
  across = max(0, ((w + stride - 1) // stride - 1) * stride + kernel - w)
  return torch.constant_pad_nd(x, [across // 2, across - across // 2, down // 2, down - down // 2], 0)

def feature_conv(w: Dict[str, Tensor], p: str, x: Tensor, stride: int) -> Tensor:
  weight, bias = torch.to(w[p + ".weight"], x), torch.to(w[p + ".bias"], x)
  k = weight.size(2)
  if k > 1:
    x = __torch__.same_pad(x, k, stride)
  if weight.size(1) == 1: # depthwise: one filter a channel
    return __torch__.conv_depthwise(x, weight, bias, stride, 0)
  return __torch__.conv_whole(x, weight, bias, stride, 0, 1)

# Pictures [B, 3, H, W] in [-1, 1] -> maps after blocks 0, 2, 4, 10 and 15: 16, 24, 40, 112, 320 channels at strides 2 to 32.
def features(w: Dict[str, Tensor], p: str, x: Tensor) -> List[Tensor]:
  x = (x * 127.5 + 0.5) / 128. # the network takes (v - 127) / 128 of 0 .. 255
  h = torch.relu6(__torch__.feature_conv(w, p + "stem", x, 2))
  taps = annotate(List[Tensor], [])
  for b in range(16):
    q = p + "blocks." + str(b)
    stride = 1
    if b == 1 or b == 3 or b == 5 or b == 11:
      stride = 2
    y = h
    if (q + ".expand.weight") in w:
      y = torch.relu6(__torch__.feature_conv(w, q + ".expand", y, 1))
    y = torch.relu6(__torch__.feature_conv(w, q + ".depthwise", y, stride))
    y = __torch__.feature_conv(w, q + ".project", y, 1)
    if stride == 1 and y.size(1) == h.size(1):
      y = y + h
    h = y
    if b == 0 or b == 2 or b == 4 or b == 10 or b == 15:
      taps.append(h)
  return taps

# Means over the places of the last map, [B, 1280].
def pooled_features(w: Dict[str, Tensor], p: str, x: Tensor) -> Tensor:
  h = __torch__.features(w, p, x)[4]
  return torch.mean(torch.to(torch.relu6(__torch__.feature_conv(w, p + "head", h, 1)), 6), [2, 3])
