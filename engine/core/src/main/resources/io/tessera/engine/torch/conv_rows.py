# A 3x3 convolution over rows that bring their neighbours along, but for those above or below the map.
def conv_rows(w: Dict[str, Tensor], p: str, x: Tensor, above: int, below: int) -> Tensor:
  if above + below > 0:
    x = torch.constant_pad_nd(x, [0, 0, above, below], 0)
  return __torch__.conv_raw(x, torch.to(w[p + ".weight"], x), torch.to(w[p + ".bias"], x), [1, 1], [0, 1], 1)
