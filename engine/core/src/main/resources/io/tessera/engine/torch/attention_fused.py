# Attention as libtorch has it. q [B, heads, T, D], k, v [B, heads, S, D] -> [B, heads, T, D].
def attention_of(q: Tensor, k: Tensor, v: Tensor, mask: Optional[Tensor], causal: bool) -> Tensor:
  return torch.scaled_dot_product_attention(q, k, v, mask, 0., causal)
