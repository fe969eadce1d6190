# Attention as two products, for processors on which the fused one is wrong.
def attention_of(q: Tensor, k: Tensor, v: Tensor, mask: Optional[Tensor], causal: bool) -> Tensor:
  a = torch.matmul(torch.to(q, 6) * q.size(3) ** -0.5, torch.to(k, 6).transpose(2, 3))
  if mask is not None:
    a = torch.masked_fill(a, torch.logical_not(mask), float("-inf"))
  if causal:
    a = a + torch.triu(torch.full([a.size(2), a.size(3)], float("-inf")), 1)
  return torch.to(torch.matmul(torch.softmax(a, -1), torch.to(v, 6)), q)
