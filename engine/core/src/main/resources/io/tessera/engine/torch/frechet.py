# Distance of two clouds of features, as if both were Gaussian (Fréchet 1957; Heusel et al. 2017).
class Frechet(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  # A matrix R with R^T R the covariance of x [n, D], of no more rows than D.
  def root(self: __torch__.Frechet, x: Tensor) -> Tensor:
    r = (x - torch.mean(x, [0], True)) / (x.size(0) - 1.) ** 0.5
    if r.size(0) > r.size(1):
      r = torch.linalg_qr(r, "r")[1]
    return r

  # a [n, D], b [m, D], n and m at least 2 -> |mean a - mean b|^2 + tr(A + B - 2 (A B)^(1/2)) for covariances A and B. Of roots of both,
  # A = R^T R and B = S^T S, the last trace is the sum of the singular values of R S^T: no root of a matrix is taken that may have none.
  def distance(self: __torch__.Frechet, a: Tensor, b: Tensor) -> Tensor:
    a, b = torch.to(a, 7), torch.to(b, 7)
    r, s = self.root(a), self.root(b)
    between = torch.mean(a, [0]) - torch.mean(b, [0])
    both = torch.sum(torch.linalg_svdvals(torch.matmul(r, s.t())))
    return torch.to(torch.sum(between * between) + torch.sum(r * r) + torch.sum(s * s) - both * 2., 6)

  def forward(self: __torch__.Frechet, x: Tensor) -> Tensor:
    return x
