# A trained transformer. The residual stream, norms and logits are float32; large products are in the chosen precision.
# The key/value cache lives here: one slot for every sequence under way, in buffers that are made once.
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
  kept_dtype : int
  step_dtype : int
  by_sequence : bool
  int8 : bool
  vocabulary : int
  held : List[Tensor]
  last : List[Tensor]

  def put(self: __torch__.Transformer, name: str, value: Tensor, dtype: int) -> None:
    if name.endswith("ln1.weight") or name.endswith("ln1.bias") or name.endswith("ln2.weight") or name.endswith("ln2.bias"):
      dtype = 6
    if name.startswith("ln_f") or name.startswith("head") or name.endswith("_emb") or name.startswith("tok_emb"):
      dtype = 6
    if name.startswith("blocks.") and value.dim() == 2:
      __torch__.take(self.w, torch.slice(name, 0, -7, 1), value, dtype)
    else:
      self.w[name] = torch.to(value, dtype, False, True)
    return None

  def put_random(self: __torch__.Transformer, name: str, shape: Tensor, deviation: float, dtype: int) -> None:
    self.put(name, __torch__.random_weight(name, shape, deviation), dtype)
    return None

  # After the last weight: key, query and value become one product. On processors, keys and values are kept in float32, which
  # attention of single tokens is six times faster in, and attention among many tokens goes sequence by sequence in bfloat16.
  def ready(self: __torch__.Transformer, heads: int, n_unmasked: int, dtype: int, int8: bool) -> None:
    w = self.w
    self.heads = heads
    self.n_unmasked = n_unmasked
    self.dtype = dtype
    self.kept_dtype = dtype
    self.by_sequence = False
    if not w["pos_emb"].is_cuda:
      self.kept_dtype = 6
      self.by_sequence = dtype == 15
    self.step_dtype = dtype
    self.int8 = int8
    if int8: # whose products give what is wanted
      self.step_dtype = self.kept_dtype
    l = 0
    while ("blocks." + str(l) + ".ln1.weight") in w:
      p = "blocks." + str(l) + ".attn."
      for kind in __torch__.parts():
        w[p + "qkv" + kind] = torch.cat([w[p + "query" + kind], w[p + "key" + kind], w[p + "value" + kind]], 0)
        w.pop(p + "query" + kind)
        w.pop(p + "key" + kind)
        w.pop(p + "value" + kind)
      for name in ["attn.qkv", "attn.proj", "mlp.0", "mlp.2"]:
        __torch__.prepare(w, "blocks." + str(l) + "." + name)
      l = l + 1
    self.vocabulary = w["head.weight"].size(0)
    w["head.weight"] = __torch__.pack(w["head.weight"])
    self.layers = l
    return None

  # Room for the keys and values of so many sequences; what is kept so far is lost when it grows.
  def reserve(self: __torch__.Transformer, slots: int) -> None:
    w = self.w
    held = 0
    if len(self.k) == self.layers:
      held = self.k[0].size(0)
    if held < slots:
      block, c = w["pos_emb"].size(1), w["pos_emb"].size(2)
      self.k = annotate(List[Tensor], [])
      self.v = annotate(List[Tensor], [])
      for l in range(self.layers):
        self.k.append(torch.zeros([slots, self.heads, block, c // self.heads], dtype=self.kept_dtype, device=w["pos_emb"].device))
        self.v.append(torch.zeros([slots, self.heads, block, c // self.heads], dtype=self.kept_dtype, device=w["pos_emb"].device))
    return None

  # Keeps keys or values y [B, heads, n, D] at places [B, n], one after another. Where all stand at one position and the slots are
  # neighbours it is one copy: at and first are that position and the first slot, else -1.
  def keep(self: __torch__.Transformer, cache: Tensor, y: Tensor, places: Tensor, at: int, slots: Tensor, first: int) -> None:
    n = y.size(2)
    if at >= 0 and first >= 0:
      torch.copy_(torch.slice(torch.slice(cache, 0, first, first + y.size(0), 1), 2, at, at + n, 1), y)
    elif cache.is_cuda: # asking a GPU where to copy, row by row, would wait for it every time
      to = annotate(List[Optional[Tensor]], [slots.view([-1, 1]), places])
      torch.index_put_(cache.transpose(1, 2), to, torch.to(y.transpose(1, 2), cache))
    else:
      for b in range(y.size(0)):
        p = int(places[b][0])
        torch.copy_(torch.slice(torch.select(cache, 0, int(slots[b])), 1, p, p + n, 1), torch.select(y, 0, b))
    return None

  # The first reach keys or values of the slots.
  def kept(self: __torch__.Transformer, cache: Tensor, reach: int, slots: Tensor, first: int) -> Tensor:
    y = torch.slice(cache, 2, 0, reach, 1)
    if first >= 0:
      return torch.slice(y, 0, first, first + slots.size(0), 1)
    return torch.index_select(y, 0, slots)

  # Query, key, value of x [B, T, C]: three times [B, heads, T, D].
  def qkv(self: __torch__.Transformer, x: Tensor, l: int, dtype: int) -> Tuple[Tensor, Tensor, Tensor]:
    p = "blocks." + str(l)
    b, t, c = x.size(0), x.size(1), x.size(2)
    y = __torch__.linear(self.w, p + ".attn.qkv", __torch__.layer_norm(self.w, p + ".ln1", x), dtype)
    y = y.view([b, t, 3, self.heads, c // self.heads]).permute([2, 0, 3, 1, 4])
    return (torch.select(y, 0, 0), torch.select(y, 0, 1), torch.select(y, 0, 2))

  # What follows attention: its result y [B, heads, T, D], added to x [B, T, C], then the rest of the block.
  def rest(self: __torch__.Transformer, x: Tensor, y: Tensor, l: int) -> Tensor:
    w = self.w
    p = "blocks." + str(l)
    y = __torch__.linear_any(w, p + ".attn.proj", y.transpose(1, 2).reshape([x.size(0), x.size(1), x.size(2)]), self.dtype)
    x = x + __torch__.note(w, p + ".attn", y)
    y = __torch__.note(w, p + ".mlp.1", __torch__.linear_gelu(w, p + ".mlp.0", __torch__.layer_norm(w, p + ".ln2", x), self.dtype))
    x = x + __torch__.note(w, p + ".mlp", __torch__.linear_any(w, p + ".mlp.2", y, self.dtype))
    return __torch__.note(w, p, x)

  # What attend adds to the scores among T positions: nothing where it knows by itself, else [heads, T, T] or what is visible.
  def mask(self: __torch__.Transformer, t: int) -> Tensor:
    like = self.w["pos_emb"]
    if self.n_unmasked > 0:
      return __torch__.visible(t, self.n_unmasked, like)
    if self.by_sequence:
      return torch.triu(torch.full([t, t], -10000., dtype=self.dtype), 1).expand([self.heads, t, t]).contiguous()
    return torch.empty([0])

  # Attention among positions 0 .. T - 1, with mask(T).
  def attend(self: __torch__.Transformer, q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Tensor:
    if self.n_unmasked > 0:
      return __torch__.attention_of(q, k, v, mask, False)
    if not self.by_sequence:
      return __torch__.attention_of(q, k, v, None, True)
    out = torch.empty([q.size(0), q.size(2), q.size(1), q.size(3)], dtype=q.dtype).transpose(1, 2)
    for b in range(q.size(0)):
      a = torch.baddbmm(mask, torch.select(q, 0, b), torch.select(k, 0, b).transpose(1, 2), beta=1, alpha=q.size(3) ** -0.5)
      torch.copy_(torch.select(out, 0, b), torch.matmul(torch.softmax(a, -1), torch.select(v, 0, b)))
    return out

  # Attention of one query each, q [B, heads, 1, D], to all of k and v [B, heads, T, D]. As two products: fused attention gives each
  # thread a part of one buffer, where it lies decides how MKL adds up, and so results would differ with the number of threads.
  def attend_one(self: __torch__.Transformer, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    if q.is_cuda:
      return __torch__.attention_of(q, k, v, None, False)
    b, h, t, d = k.size(0), k.size(1), k.size(2), k.size(3)
    a = torch.bmm(q.reshape([b * h, 1, d]) * d ** -0.5, k.reshape([b * h, t, d]).transpose(1, 2))
    return torch.bmm(torch.softmax(a, -1), v.reshape([b * h, t, d])).view([b, h, 1, d])

  def embed(self: __torch__.Transformer, ids: Tensor) -> Tensor:
    e = __torch__.note(self.w, "tok_emb", torch.embedding(self.w["tok_emb.weight"], ids))
    return e + torch.slice(self.w["pos_emb"], 1, 0, ids.size(1), 1)

  def hidden(self: __torch__.Transformer, ids: Tensor) -> Tensor:
    x = self.embed(ids)
    mask = self.mask(ids.size(1))
    for l in range(self.layers):
      q, k, v = self.qkv(x, l, self.dtype)
      x = self.rest(x, self.attend(q, k, v, mask), l)
    return __torch__.note(self.w, "blocks", x)

  def head(self: __torch__.Transformer, x: Tensor) -> Tensor:
    x = __torch__.layer_norm(self.w, "ln_f", x)
    return __torch__.note(self.w, "head", __torch__.logits_of(self.w["head.weight"], x, self.vocabulary))

  # Logits of every position, [B, T, V].
  def logits(self: __torch__.Transformer, ids: Tensor) -> Tensor:
    return self.head(self.hidden(ids))

  # The whole window through the network and the logits of one position, as the original does: [B, V].
  def logits_at(self: __torch__.Transformer, ids: Tensor, position: int) -> Tensor:
    return self.head(torch.select(self.hidden(ids), 1, position))

  # Logits after the first last[b] + 1 of ids [B, T]: [B, V]. What stands behind is padding. The last block is computed
  # for that position only. Keys and values are kept where slots [B] are given.
  def prefill_together(self: __torch__.Transformer, ids: Tensor, last: Tensor, at: int, slots: Tensor, first: int) -> Tensor:
    b, t = ids.size(0), ids.size(1)
    places = torch.arange(t, device=ids.device).expand([b, t])
    x = self.embed(ids)
    mask = self.mask(ids.size(1))
    for l in range(self.layers):
      q, k, v = self.qkv(x, l, self.dtype)
      if slots.size(0) > 0:
        self.keep(self.k[l], k, places, 0, slots, first)
        self.keep(self.v[l], v, places, 0, slots, first)
      if l + 1 < self.layers:
        x = self.rest(x, self.attend(q, k, v, mask), l)
      else:
        if at >= 0:
          q, x = torch.slice(q, 2, at, at + 1, 1), torch.slice(x, 1, at, at + 1, 1)
          k, v = torch.slice(k, 2, 0, at + 1, 1), torch.slice(v, 2, 0, at + 1, 1)
          x = self.rest(x, self.attend_one(q, k, v), l)
        else:
          q = torch.gather(q, 2, last.view([b, 1, 1, 1]).expand([b, q.size(1), 1, q.size(3)]))
          x = torch.gather(x, 1, last.view([b, 1, 1]).expand([b, 1, x.size(2)]))
          sees = torch.arange(t, device=ids.device).view([1, 1, 1, t]) <= last.view([b, 1, 1, 1])
          x = self.rest(x, __torch__.attention_of(q, k, v, sees, False), l)
    return self.head(torch.select(x, 1, 0))

  # The same, one sequence after another where products are of integers: what is padding would have a say in their steps, and as
  # many rows as one sequence has keep them busy.
  def prefill(self: __torch__.Transformer, ids: Tensor, last: Tensor, at: int, slots: Tensor, first: int) -> Tensor:
    if not self.int8:
      return self.prefill_together(ids, last, at, slots, first)
    out = annotate(List[Tensor], [])
    for i in range(ids.size(0)):
      n = int(last[i]) + 1
      slot, kept = torch.slice(slots, 0, i, i + 1, 1), -1
      if slot.size(0) > 0:
        kept = int(slot[0])
      row = torch.slice(torch.slice(ids, 0, i, i + 1, 1), 1, 0, n, 1)
      out.append(self.prefill_together(row, torch.slice(last, 0, i, i + 1, 1), n - 1, slot, kept))
    return torch.cat(out, 0)

  # Keys and values of ids [G, T], from the beginning, into slots [G * n]: n neighbours for each of the G.
  def share(self: __torch__.Transformer, ids: Tensor, slots: Tensor) -> None:
    n = slots.size(0) // ids.size(0)
    places = torch.arange(ids.size(1), device=ids.device).expand([slots.size(0), ids.size(1)])
    x = self.embed(ids)
    mask = self.mask(ids.size(1))
    for l in range(self.layers):
      q, k, v = self.qkv(x, l, self.dtype)
      self.keep(self.k[l], torch.repeat_interleave(k, n, 0), places, 0, slots, -1)
      self.keep(self.v[l], torch.repeat_interleave(v, n, 0), places, 0, slots, -1)
      if l + 1 < self.layers:
        x = self.rest(x, self.attend(q, k, v, mask), l)
    return None

  # Keeps the keys and values [B, heads, n, D] of new tokens and lets their queries, or those of the last of them, look at all that is
  # kept: what sees [B, 1, n, reach] allows, or the whole reach where it is empty.
  def look(self: __torch__.Transformer, q: Tensor, k: Tensor, v: Tensor, l: int, places: Tensor, at: int, slots: Tensor, first: int, reach: int, sees: Tensor) -> Tensor:
    self.keep(self.k[l], k, places, at, slots, first)
    self.keep(self.v[l], v, places, at, slots, first)
    k, v = self.kept(self.k[l], reach, slots, first), self.kept(self.v[l], reach, slots, first)
    if sees.numel() == 0:
      return self.attend_one(q, k, v)
    return __torch__.attention_of(q, k, v, sees, False)

  # The same for neighbours in the cache after neighbours, which on a processor is faster than to copy keys and values together:
  # the rows of x from rows[i] to rows[i + 1] stand at past[i] in the slots from slots[i] on.
  def look_by_neighbours(self: __torch__.Transformer, q: Tensor, k: Tensor, v: Tensor, l: int, rows: List[int], past: List[int], slots: List[int], sees: Tensor) -> Tensor:
    out = annotate(List[Tensor], [])
    for i in range(len(past)):
      a, b = rows[i], rows[i + 1]
      end = past[i] + k.size(2)
      ks = torch.slice(self.k[l], 0, slots[i], slots[i] + b - a, 1)
      vs = torch.slice(self.v[l], 0, slots[i], slots[i] + b - a, 1)
      torch.copy_(torch.slice(ks, 2, past[i], end, 1), torch.slice(k, 0, a, b, 1))
      torch.copy_(torch.slice(vs, 2, past[i], end, 1), torch.slice(v, 0, a, b, 1))
      ks, vs, y = torch.slice(ks, 2, 0, end, 1), torch.slice(vs, 2, 0, end, 1), torch.slice(q, 0, a, b, 1)
      if y.size(2) == 1:
        out.append(self.attend_one(y, ks, vs))
      else:
        out.append(__torch__.attention_of(y, ks, vs, torch.slice(torch.slice(sees, 0, a, b, 1), 3, 0, end, 1), False))
    return torch.cat(out, 0)

  # Logits after further tokens [B, n] that stand at past[b], past[b] + 1, ... of the sequence in slots[b]: [B, V]. reach: keys
  # and values to look at, those behind the last one are hidden.
  def step(self: __torch__.Transformer, ids: Tensor, past: Tensor, at: int, slots: Tensor, first: int, reach: int) -> Tensor:
    b, n = ids.size(0), ids.size(1)
    places = past.view([b, 1]) + torch.arange(n, device=ids.device) # [B, n]
    x = torch.embedding(self.w["tok_emb.weight"], ids) + torch.embedding(torch.select(self.w["pos_emb"], 0, 0), places)
    sees = torch.arange(reach, device=ids.device).view([1, 1, 1, reach]) <= places.view([b, 1, n, 1])
    rows, pasts, firsts = annotate(List[int], []), annotate(List[int], []), annotate(List[int], [])
    together = ids.is_cuda or (at >= 0 and first >= 0)
    if not together:
      for i in range(b):
        if i == 0 or int(past[i]) != int(past[i - 1]) or int(slots[i]) != int(slots[i - 1]) + 1:
          rows.append(i)
          pasts.append(int(past[i]))
          firsts.append(int(slots[i]))
      rows.append(b)
    for l in range(self.layers):
      q, k, v = self.qkv(x, l, self.step_dtype)
      q = torch.to(q, self.kept_dtype)
      if l + 1 == self.layers and n > 1:
        q, x, sees = torch.slice(q, 2, n - 1, n, 1), torch.slice(x, 1, n - 1, n, 1), torch.slice(sees, 2, n - 1, n, 1)
      if q.size(2) == 1 and at + n == reach:
        sees = torch.empty([0])
      if together:
        y = self.look(q, k, v, l, places, at, slots, first, reach, sees)
      else:
        y = self.look_by_neighbours(q, k, v, l, rows, pasts, firsts, sees)
      x = self.rest(x, y, l)
    return self.head(torch.select(x, 1, 0))

  # The same three, whose logits stay here until tokens are drawn from them.
  def prefill_held(self: __torch__.Transformer, ids: Tensor, last: Tensor, at: int, slots: Tensor, first: int) -> None:
    self.held.append(self.prefill(ids, last, at, slots, first))
    return None

  def step_held(self: __torch__.Transformer, ids: Tensor, past: Tensor, at: int, slots: Tensor, first: int, reach: int) -> None:
    self.held.append(self.step(ids, past, at, slots, first, reach))
    return None

  def logits_at_held(self: __torch__.Transformer, ids: Tensor, position: int) -> None:
    self.held.append(self.logits_at(ids, position))
    return None

  # Logits [n, V] that were told before, to be drawn from once more.
  def hold(self: __torch__.Transformer, logits: Tensor) -> None:
    self.held.append(torch.clone(logits))
    return None

  # Forgets what is held: a step that was given up may have left some.
  def release(self: __torch__.Transformer) -> None:
    self.held.clear()
    return None

  # Draws a token from each of the rows own of what is held, rows without being what is told without the condition; uniform are
  # numbers in [0, 1) times 2^53. Tokens [n] and their logarithmic probabilities [n].
  def draw(self: __torch__.Transformer, own: Tensor, without: Tensor, uniform: Tensor, temperature: float, k: int, p: float, greedy: bool, scale: float, limit: int) -> Tuple[Tensor, Tensor]:
    held = torch.cat(self.held, 0)
    logits = torch.index_select(held, 0, own)
    told = logits
    if scale != 1.:
      told = torch.index_select(held, 0, without)
      told = torch.to(torch.to(told, 7) + scale * torch.to(logits - told, 7), 6)
    told = torch.slice(told, 1, 0, limit, 1)
    if greedy:
      ids = __torch__.likeliest(told)
    else:
      ids = __torch__.drawn(__torch__.distribution(told, temperature, k, p), torch.to(uniform, 7) * 1.1102230246251565e-16)
    chances = torch.gather(torch.log_softmax(torch.to(logits, 7), 1), 1, ids.view([-1, 1])).view([-1])
    self.held.clear()
    self.last = [logits]
    return (ids, torch.to(chances, 6))

  def last_held(self: __torch__.Transformer) -> Tensor:
    return self.last[0]

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
