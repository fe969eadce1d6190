# A trained transformer. The residual stream, norms and logits are float32; large products are in the chosen precision.
# The key/value cache lives here, in buffers made once per batch size.
class Transformer(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  w : Dict[str, Tensor]
  k : List[Tensor]
  v : List[Tensor]
  layers : int
  heads : int
  n_unmasked : int
  dtype : int

  def put(self: __torch__.Transformer, name: str, value: Tensor, dtype: int) -> None:
    if name.endswith("ln1.weight") or name.endswith("ln1.bias") or name.endswith("ln2.weight") or name.endswith("ln2.bias"):
      dtype = 6
    if name.startswith("ln_f") or name.startswith("head") or name.endswith("_emb") or name.startswith("tok_emb"):
      dtype = 6
    self.w[name] = torch.to(value, dtype, False, True)
    return None

  # After the last weight: key, query and value become one product.
  def ready(self: __torch__.Transformer, heads: int, n_unmasked: int, dtype: int) -> None:
    w = self.w
    self.heads = heads
    self.n_unmasked = n_unmasked
    self.dtype = dtype
    l = 0
    while ("blocks." + str(l) + ".ln1.weight") in w:
      p = "blocks." + str(l) + ".attn."
      for kind in [".weight", ".bias"]:
        w[p + "qkv" + kind] = torch.cat([w[p + "query" + kind], w[p + "key" + kind], w[p + "value" + kind]], 0)
        w.pop(p + "query" + kind)
        w.pop(p + "key" + kind)
        w.pop(p + "value" + kind)
      l = l + 1
    self.layers = l
    return None

  def reserve(self: __torch__.Transformer, batch: int) -> None:
    w = self.w
    fits = False
    if len(self.k) == self.layers:
      if self.k[0].size(0) == batch:
        fits = True
    if not fits:
      block, c = w["pos_emb"].size(1), w["pos_emb"].size(2)
      self.k = annotate(List[Tensor], [])
      self.v = annotate(List[Tensor], [])
      for l in range(self.layers):
        self.k.append(torch.zeros([batch, self.heads, block, c // self.heads], dtype=self.dtype, device=w["pos_emb"].device))
        self.v.append(torch.zeros([batch, self.heads, block, c // self.heads], dtype=self.dtype, device=w["pos_emb"].device))
    return None

  # One block over positions past .. past + T - 1; x [B, T, C]. With cache, keys and values are kept and read there.
  def block(self: __torch__.Transformer, x: Tensor, l: int, past: int, cache: bool) -> Tensor:
    w = self.w
    p = "blocks." + str(l)
    b, t, c = x.size(0), x.size(1), x.size(2)
    qkv = __torch__.linear(w, p + ".attn.qkv", __torch__.layer_norm(w, p + ".ln1", x))
    qkv = qkv.view([b, t, 3, self.heads, c // self.heads]).permute([2, 0, 3, 1, 4]) # [3, B, heads, T, D]
    q, k, v = torch.select(qkv, 0, 0), torch.select(qkv, 0, 1), torch.select(qkv, 0, 2)
    if cache:
      torch.copy_(torch.slice(self.k[l], 2, past, past + t, 1), k)
      torch.copy_(torch.slice(self.v[l], 2, past, past + t, 1), v)
      if past > 0:
        k = torch.slice(self.k[l], 2, 0, past + t, 1)
        v = torch.slice(self.v[l], 2, 0, past + t, 1)
    if t == 1:
      y = torch.scaled_dot_product_attention(q, k, v, None, 0., False)
    else:
      if past == 0 and self.n_unmasked == 0:
        y = torch.scaled_dot_product_attention(q, k, v, None, 0., True)
      else:
        y = torch.scaled_dot_product_attention(q, k, v, __torch__.visible(t, past, self.n_unmasked, x), 0., False)
    y = __torch__.linear(w, p + ".attn.proj", y.transpose(1, 2).reshape([b, t, c]))
    x = x + __torch__.note(w, p + ".attn", y)
    x = x + __torch__.mlp(w, p + ".mlp", __torch__.layer_norm(w, p + ".ln2", x))
    return __torch__.note(w, p, x)

  def hidden(self: __torch__.Transformer, ids: Tensor, past: int, cache: bool) -> Tensor:
    w = self.w
    t = ids.size(1)
    e = __torch__.note(w, "tok_emb", torch.embedding(w["tok_emb.weight"], ids))
    x = e + torch.slice(w["pos_emb"], 1, past, past + t, 1)
    for l in range(self.layers):
      x = self.block(x, l, past, cache)
    return __torch__.note(w, "blocks", x)

  def head(self: __torch__.Transformer, x: Tensor) -> Tensor:
    x = __torch__.layer_norm(self.w, "ln_f", x)
    return __torch__.note(self.w, "head", torch.linear(x, self.w["head.weight"]))

  # Logits of every position, [B, T, V].
  def logits(self: __torch__.Transformer, ids: Tensor) -> Tensor:
    return self.head(self.hidden(ids, 0, False))

  # The whole window through the network and the logits of one position, as the original does: [B, V].
  def logits_at(self: __torch__.Transformer, ids: Tensor, position: int) -> Tensor:
    return self.head(torch.select(self.hidden(ids, 0, False), 1, position))

  # Logits after the last of ids; keys and values are kept from here on. [B, V]
  def prefill(self: __torch__.Transformer, ids: Tensor) -> Tensor:
    self.reserve(ids.size(0))
    return self.head(torch.select(self.hidden(ids, 0, True), 1, -1))

  # Logits after further tokens [B, n] that stand at past, past + 1, ...: [B, V]
  def step(self: __torch__.Transformer, ids: Tensor, past: int) -> Tensor:
    return self.head(torch.select(self.hidden(ids, past, True), 1, -1))

  def fingerprints(self: __torch__.Transformer, ids: Tensor) -> Dict[str, Tensor]:
    self.w["probe."] = torch.zeros([1])
    x = self.logits(ids)
    out = annotate(Dict[str, Tensor], {})
    for key in list(self.w.keys()):
      if key.startswith("probe."):
        if key != "probe.":
          out[key] = torch.to(self.w[key], 6).contiguous()
        self.w.pop(key)
    return out

  def forward(self: __torch__.Transformer, ids: Tensor) -> Tensor:
    return self.logits(ids)
