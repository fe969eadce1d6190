# GPT, decoder only (minGPT as the original uses it): tokens [B, T] -> logits [B, T, V].
# Weights come as a dictionary with the original's names below "transformer."; layers are counted off these names.

def note(w: Dict[str, Tensor], p: str, y: Tensor) -> Tensor:
  if "probe." in w:
    w["probe." + p] = y
  return y

def layer_norm(w: Dict[str, Tensor], p: str, x: Tensor) -> Tensor:
  y = torch.layer_norm(x, [x.size(-1)], torch.to(w[p + ".weight"], x), torch.to(w[p + ".bias"], x), 1e-05)
  return __torch__.note(w, p, y)

# [t, t], true where a position may look: behind itself, and anywhere in the first n_unmasked if it is there.
def visible(t: int, n_unmasked: int, like: Tensor) -> Tensor:
  mask = torch.tril(torch.ones([t, t], dtype=11, device=like.device))
  torch.fill_(torch.slice(torch.slice(mask, 0, 0, n_unmasked, 1), 1, 0, n_unmasked, 1), True)
  return mask
