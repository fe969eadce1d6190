# Training of the transformer (equation 10): weights, moments and the whole step live here. Linear layers run in option
# "dtype"; the residual stream, norms and logits are float32.
class TransformerTrainer(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  include parameters.py

  def linear(self: __torch__.TransformerTrainer, p: str, x: Tensor) -> Tensor:
    dtype = int(self.o["dtype"])
    return __torch__.linear_whole(torch.to(x, dtype), torch.to(self.w[p + ".weight"], dtype), torch.to(self.w[p + ".bias"], dtype))

  def block(self: __torch__.TransformerTrainer, l: int, x: Tensor, drop: bool) -> Tensor:
    w = self.w
    p = "blocks." + str(l)
    heads = int(self.o["heads"])
    b, t, c = x.size(0), x.size(1), x.size(2)
    h = __torch__.layer_norm(w, p + ".ln1", x)
    q = self.linear(p + ".attn.query", h).view([b, t, heads, c // heads]).transpose(1, 2)
    k = self.linear(p + ".attn.key", h).view([b, t, heads, c // heads]).transpose(1, 2)
    v = self.linear(p + ".attn.value", h).view([b, t, heads, c // heads]).transpose(1, 2)
    dropped = 0.
    if drop:
      dropped = self.o["attn_pdrop"]
    if self.o["n_unmasked"] > 0.:
      y = torch.scaled_dot_product_attention(q, k, v, __torch__.visible(t, int(self.o["n_unmasked"]), x), dropped, False)
    else:
      y = torch.scaled_dot_product_attention(q, k, v, None, dropped, True)
    y = torch.to(self.linear(p + ".attn.proj", y.transpose(1, 2).reshape([b, t, c])), 6)
    x = x + torch.dropout(y, self.o["resid_pdrop"], drop)
    h = self.linear(p + ".mlp.0", __torch__.layer_norm(w, p + ".ln2", x))
    h = torch.to(self.linear(p + ".mlp.2", torch.gelu(h)), 6)
    return x + torch.dropout(h, self.o["resid_pdrop"], drop)

  # Cross-entropy of targets [B, n] after ids [B, T]: the last n positions of the sequence predict them.
  def loss(self: __torch__.TransformerTrainer, ids: Tensor, targets: Tensor, drop: bool) -> Tensor:
    w = self.w
    t = ids.size(1)
    x = torch.embedding(w["tok_emb.weight"], ids) + torch.slice(w["pos_emb"], 1, 0, t, 1)
    x = torch.dropout(x, self.o["embd_pdrop"], drop)
    l = 0
    while ("blocks." + str(l) + ".ln1.weight") in w:
      x = self.block(l, x, drop)
      l = l + 1
    n = targets.size(1)
    x = __torch__.layer_norm(w, "ln_f", torch.slice(x, 1, t - n, t, 1))
    logits = torch.linear(x, w["head.weight"]).reshape([-1, w["head.weight"].size(0)])
    return torch.cross_entropy_loss(logits, targets.reshape([-1]))

  # Places in names of the weights that one update serves: matrices of the blocks by shape for Muon, the others by their decay.
  def groups(self: __torch__.TransformerTrainer) -> Dict[str, List[int]]:
    out = annotate(Dict[str, List[int]], {})
    for i in range(len(self.names)):
      n = self.names[i]
      key = "adam " + str(self.decay[n])
      if self.o["muon"] > 0. and n.startswith("blocks") and self.w[n].dim() == 2:
        key = "muon " + str(self.decay[n]) + " " + str(self.w[n].size())
      if not key in out:
        out[key] = annotate(List[int], [])
      out[key].append(i)
    return out

  def update(self: __torch__.TransformerTrainer, places: List[int], gradients: List[Tensor], muon: bool) -> None:
    o = self.o
    names, g = annotate(List[str], []), annotate(List[Tensor], [])
    for i in places:
      names.append(self.names[i])
      g.append(gradients[i])
    w, m, v = __torch__.gathered(self.w, names), __torch__.gathered(self.m, names), __torch__.gathered(self.v, names)
    decay = self.decay[names[0]]
    if muon:
      __torch__.muon(w, g, m, o["lr"], 0.95, decay, int(o["dtype"]))
    else:
      __torch__.adam(w, g, m, v, o["lr"], o["rate"], o["root"], o["beta1"], o["beta2"], 1e-08, decay)
    return None

  def step(self: __torch__.TransformerTrainer, ids: Tensor, targets: Tensor) -> Dict[str, Tensor]:
    o = self.o
    parameters = __torch__.gathered(self.w, self.names)
    loss = self.loss(ids, targets, True)
    g = __torch__.gradients(loss, parameters, False)
    norm = __torch__.total_norm(g)
    if bool(torch.isfinite(norm)):
      g = __torch__.clipped(g, float(norm), o["clip"])
      groups = self.groups()
      for key in list(groups.keys()):
        self.update(groups[key], g, key.startswith("muon"))
      if o["ema"] > 0.:
        followed = __torch__.detached(__torch__.gathered(self.w, self.names))
        __torch__.move_averages(__torch__.gathered(self.average, self.names), followed, o["ema"])
    log = annotate(Dict[str, Tensor], {})
    if not bool(torch.isfinite(norm)):
      log["skipped"] = torch.ones([])
    log["loss"] = loss.detach()
    log["gradient_norm"] = norm
    return log

  # With the averages, where there are any.
  def evaluate(self: __torch__.TransformerTrainer, ids: Tensor, targets: Tensor) -> Tensor:
    w = self.w
    if self.o["ema"] > 0.:
      self.w = self.average
    loss = self.loss(ids, targets, False).detach()
    self.w = w
    return loss

  def forward(self: __torch__.TransformerTrainer, ids: Tensor, targets: Tensor) -> Tensor:
    return self.evaluate(ids, targets)
