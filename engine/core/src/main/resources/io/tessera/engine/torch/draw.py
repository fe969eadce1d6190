# Draws tokens where the logits are, as TokenSampler.java does: temperature, top-k, nucleus, one draw; in float64, so that both
# agree. All tensors are [n, V], or [n].

# The largest of each row, the first of equals.
def likeliest(logits: Tensor) -> Tensor:
  top = logits >= torch.amax(logits, [1], True)
  place = torch.arange(logits.size(1), device=logits.device).expand_as(logits)
  return torch.amin(torch.where(top, place, torch.full_like(place, logits.size(1))), [1])

# What tokens are drawn from: logits float32 -> probabilities float64.
def distribution(logits: Tensor, temperature: float, k: int, p: float) -> Tensor:
  x = torch.to(logits, 7) / temperature
  if k < x.size(1):
    least = torch.slice(torch.topk(x, k, 1, True, True)[0], 1, k - 1, k, 1)
    x = torch.masked_fill(x, x < least, float("-inf"))
  x = torch.softmax(x, 1)
  if p < 1.:
    ordered = torch.sort(x, 1, True)[0]
    sums = torch.cumsum(ordered, 1)
    # The likeliest up to and with the one that crosses p; never more than there are.
    last = torch.sum(torch.to(sums <= p, 4), [1], True)
    last = torch.minimum(last, torch.sum(torch.to(ordered > 0., 4), [1], True) - 1)
    least = torch.gather(ordered, 1, last)
    place = torch.arange(x.size(1), device=x.device).expand_as(x)
    room = torch.sum(torch.to(torch.logical_and(ordered == least, place <= last), 4), [1], True)
    equal = x == least
    first = torch.logical_and(equal, torch.cumsum(torch.to(equal, 4), 1) <= room)
    x = torch.where(torch.logical_or(x > least, first), x / torch.gather(sums, 1, last), torch.zeros_like(x))
  return x

# The first token whose probability and those before it are more than the row's number together; else the last that can be.
def drawn(probability: Tensor, uniform: Tensor) -> Tensor:
  n = probability.size(1)
  before = torch.sum(torch.to(torch.cumsum(probability, 1) <= uniform.view([-1, 1]), 4), [1])
  place = torch.arange(n, device=probability.device).expand_as(probability)
  can = torch.amax(torch.where(probability > 0., place, torch.zeros_like(place)), [1])
  return torch.minimum(before, can)
