# Adam and AdamW (decoupled decay), in place. rate is lr / (1 - beta1^t), root is sqrt(1 - beta2^t): both from the caller.
def adam(p: Tensor, g: Tensor, m: Tensor, v: Tensor, lr: float, rate: float, root: float, b1: float, b2: float, eps: float, decay: float) -> None:
  d = p.detach() # the same memory, without a history
  if decay > 0.:
    torch.mul_(d, 1. - lr * decay)
  torch.add_(torch.mul_(m, b1), g, alpha=1. - b1)
  torch.addcmul_(torch.mul_(v, b2), g, g, value=1. - b2)
  torch.addcdiv_(d, m, torch.add_(torch.div(torch.sqrt(v), root), eps), value=-rate)
  return None

# Muon (Jordan et al. 2024) for a matrix p: its momentum m, made orthogonal by five Newton-Schulz steps, so that every direction
# of the update has about the same length; scaled as by Liu et al. 2025, so that learning rate and decay are AdamW's. The
# products are in dtype: they need no more digits than bfloat16 has.
def muon(p: Tensor, g: Tensor, m: Tensor, lr: float, momentum: float, decay: float, dtype: int) -> None:
  d = p.detach()
  if decay > 0.:
    torch.mul_(d, 1. - lr * decay)
  torch.add_(torch.mul_(m, momentum), g)
  u = torch.add(g, m, alpha=momentum)
  tall = u.size(0) > u.size(1)
  if tall:
    u = u.t()
  x = torch.to(u / (torch.norm(u) + 1e-07), dtype)
  for i in range(5):
    a = torch.matmul(x, x.t())
    x = torch.add(torch.mul(x, 3.4445), torch.matmul(torch.add(torch.mul(a, -4.775), torch.matmul(a, a), alpha=2.0315), x))
  x = torch.to(x, 6)
  if tall:
    x = x.t()
  torch.add_(d, x, alpha=-0.2 * lr * torch.pow(max(p.size(0), p.size(1)), 0.5))
  return None

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
  total = torch.zeros([], device=gradients[0].device)
  for g in gradients:
    total = total + torch.sum(g * g)
  return torch.sqrt(total)
