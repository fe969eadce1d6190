# Optimisers over all weights at once: on a GPU one launch serves many small tensors, where one by one the launches would take
# longer than the work.

def detached(tensors: List[Tensor]) -> List[Tensor]:
  out = annotate(List[Tensor], [])
  for t in tensors:
    out.append(t.detach()) # the same memory, without a history
  return out

# The tensors of these names.
def gathered(tensors: Dict[str, Tensor], names: List[str]) -> List[Tensor]:
  out = annotate(List[Tensor], [])
  for n in names:
    out.append(tensors[n])
  return out

# Adam and AdamW (decoupled decay), in place. rate is lr / (1 - beta1^t), root is sqrt(1 - beta2^t): both from the caller.
def adam(p: List[Tensor], g: List[Tensor], m: List[Tensor], v: List[Tensor], lr: float, rate: float, root: float, b1: float, b2: float, eps: float, decay: float) -> None:
  if len(p) > 0:
    d = __torch__.detached(p)
    if decay > 0.:
      torch._foreach_mul_(d, 1. - lr * decay)
    torch._foreach_mul_(m, b1)
    torch._foreach_add_(m, g, alpha=1. - b1)
    torch._foreach_mul_(v, b2)
    torch._foreach_addcmul_(v, g, g, 1. - b2)
    deviation = torch._foreach_sqrt(v)
    torch._foreach_div_(deviation, root)
    torch._foreach_add_(deviation, eps)
    torch._foreach_addcdiv_(d, m, deviation, -rate)
  return None

# Muon (Jordan et al. 2024) for matrices p of one shape: their momentum m, made orthogonal by five Newton-Schulz steps, so that
# every direction of the update has about the same length; scaled as by Liu et al. 2025, so that learning rate and decay are
# AdamW's. The products are in dtype: they need no more digits than bfloat16 has.
def muon(p: List[Tensor], g: List[Tensor], m: List[Tensor], lr: float, momentum: float, decay: float, dtype: int) -> None:
  d = __torch__.detached(p)
  if decay > 0.:
    torch._foreach_mul_(d, 1. - lr * decay)
  torch._foreach_mul_(m, momentum)
  torch._foreach_add_(m, g)
  u = torch.stack(torch._foreach_add(g, m, alpha=momentum))
  rows, columns = u.size(1), u.size(2)
  if rows > columns:
    u = u.transpose(1, 2)
  x = torch.to(u / (torch.sqrt(torch.sum(u * u, [1, 2], True)) + 1e-07), dtype)
  for i in range(5):
    a = torch.matmul(x, x.transpose(1, 2))
    x = torch.add(torch.mul(x, 3.4445), torch.matmul(torch.add(torch.mul(a, -4.775), torch.matmul(a, a), alpha=2.0315), x))
  x = torch.to(x, 6)
  if rows > columns:
    x = x.transpose(1, 2)
  torch._foreach_add_(d, torch.unbind(x), alpha=-0.2 * lr * torch.pow(max(rows, columns), 0.5))
  return None

# Moving averages of tensors, in place. A function of its own: where the lists are made in the same graph, libtorch leaves the
# updates out as if nobody saw them.
def move_averages(averages: List[Tensor], of: List[Tensor], decay: float) -> None:
  if len(averages) > 0:
    torch._foreach_mul_(averages, decay)
    torch._foreach_add_(averages, of, alpha=1. - decay)
  return None

# The gradients no longer than clip together, where that is above 0.
def clipped(g: List[Tensor], norm: float, clip: float) -> List[Tensor]:
  if clip > 0. and norm > clip:
    return torch._foreach_mul(g, clip / (norm + 1e-06))
  return g

# Gradients of loss, zero where it does not depend on a parameter.
def gradients(loss: Tensor, parameters: List[Tensor], retain: bool) -> List[Tensor]:
  found = torch.grad([loss], parameters, None, retain, False, True)
  out = annotate(List[Tensor], [])
  for i in range(len(parameters)):
    g = found[i]
    if g is None:
      out.append(torch.zeros_like(parameters[i]))
    else:
      out.append(g)
  return out

# L2 norm of all gradients together.
def total_norm(gradients: List[Tensor]) -> Tensor:
  return torch.norm(torch.stack(torch._foreach_norm(gradients, 2)))
