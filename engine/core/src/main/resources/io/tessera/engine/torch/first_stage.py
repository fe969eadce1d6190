# A trained first stage: pictures to codes and back. Precision and weights are set once; what crosses is float32 or int64.
class FirstStage(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  w : Dict[str, Tensor]
  maps : Dict[str, Tensor]
  dtype : int

  # Takes one weight; codebooks stay float32, because the nearest entry is decided there.
  def put(self: __torch__.FirstStage, name: str, value: Tensor, dtype: int) -> None:
    if name == "quantize.embedding.weight" or name == "quantize.embed.weight" or name == "colorize":
      dtype = 6
    self.w[name] = torch.to(value, dtype, False, True)
    return None

  def put_random(self: __torch__.FirstStage, name: str, shape: Tensor, deviation: float, dtype: int) -> None:
    self.put(name, __torch__.random_weight(name, shape, deviation), dtype)
    return None

  def ready(self: __torch__.FirstStage, dtype: int, groups: int, patch: int) -> None:
    self.dtype = dtype
    __torch__.set_shape(self.w, groups, patch)
    return None

  def codebook(self: __torch__.FirstStage) -> Tensor:
    if "quantize.embed.weight" in self.w:
      return self.w["quantize.embed.weight"]
    return self.w["quantize.embedding.weight"]

  # Encoder and quant_conv: x [B, C, H, W] -> h [B, D, h, w], float32.
  def encode(self: __torch__.FirstStage, x: Tensor) -> Tensor:
    h = __torch__.encoder(self.w, torch.to(x, self.dtype))
    return torch.to(__torch__.conv(self.w, "quant_conv", h, 1, 0), 6)

  # The same for a label map [B, H, W] that stands for its one-hot picture.
  def encode_labels(self: __torch__.FirstStage, labels: Tensor) -> Tensor:
    like = torch.zeros([1], dtype=self.dtype, device=labels.device)
    h = __torch__.encoder_of_labels(self.w, torch.to(labels, 4), like)
    return torch.to(__torch__.conv(self.w, "quant_conv", h, 1, 0), 6)

  # Gumbel: one logit per entry, [B, n, h, w].
  def entry_logits(self: __torch__.FirstStage, h: Tensor) -> Tensor:
    w = self.w
    return __torch__.conv_raw(torch.to(h, 6), torch.to(w["quantize.proj.weight"], 6), torch.to(w["quantize.proj.bias"], 6), [1, 1], [0, 0], 1)

  # Codes [B, h, w] of h: nearest entry, or the likeliest one of a Gumbel quantiser (its deterministic reading).
  def codes(self: __torch__.FirstStage, h: Tensor) -> Tensor:
    if "quantize.proj.weight" in self.w:
      return torch.argmax(self.entry_logits(h), 1)
    return __torch__.nearest(self.codebook(), h)

  # Codes [B, h, w] -> entries [B, D, h, w], float32.
  def lookup(self: __torch__.FirstStage, codes: Tensor) -> Tensor:
    return __torch__.entries(self.codebook(), codes)

  # post_quant_conv and decoder: entries -> picture, float32, may leave [-1, 1].
  def decode(self: __torch__.FirstStage, quant: Tensor) -> Tensor:
    z = __torch__.conv(self.w, "post_quant_conv", torch.to(quant, self.dtype), 1, 0)
    return torch.to(__torch__.decoder(self.w, z), 6)

  def decode_codes(self: __torch__.FirstStage, codes: Tensor) -> Tensor:
    return self.decode(self.lookup(codes))

  # The same for one picture of any size, level by level: see decode.py. numbers: about how many a band holds. Between the calls
  # the caller can give memory back to the system, or stop.
  def decode_start(self: __torch__.FirstStage, codes: Tensor, numbers: int) -> None:
    q = self.lookup(codes)
    if "texture.conv_in.weight" in self.w or "detail.conv_in.weight" in self.w:
      self.maps["q"] = q
    z = __torch__.conv(self.w, "post_quant_conv", torch.to(q, self.dtype), 1, 0)
    x, stats = __torch__.decoder_start(self.w, z, numbers)
    self.keep(x, stats)
    return None

  def decode_level(self: __torch__.FirstStage, l: int, numbers: int, frugal: bool) -> None:
    x, stats = __torch__.decoder_level(self.w, l, self.maps.pop("x"), (self.maps["mean"], self.maps["variance"]), numbers, frugal)
    self.keep(x, stats)
    return None

  # top, left: of the first pixel in the whole picture, where this is a part of one; texture: how much of it is drawn.
  def decode_end(self: __torch__.FirstStage, top: int, left: int, texture: float, numbers: int) -> Tensor:
    x = __torch__.decoder_end(self.w, self.maps.pop("x"), (self.maps["mean"], self.maps["variance"]), numbers)
    if "q" in self.maps and texture > 0.:
      x = __torch__.drawn_bands(self.w, self.maps["q"], x, top, left, texture, self.dtype, numbers)
    return x

  def decode_stop(self: __torch__.FirstStage) -> None:
    self.maps.clear()
    __torch__.end_level(self.w) # which a decode that was given up has not come to
    return None

  def keep(self: __torch__.FirstStage, x: Tensor, stats: Tuple[Tensor, Tensor]) -> None:
    mean, variance = stats
    self.maps["x"] = x
    self.maps["mean"] = mean
    self.maps["variance"] = variance
    return None

  # Codes -> likeliest label of every pixel, [B, H, W] uint8.
  def decode_labels(self: __torch__.FirstStage, codes: Tensor) -> Tensor:
    return torch.to(torch.argmax(self.decode_codes(codes), 1), 0)

  # Outputs of all layers for x, by name.
  def fingerprints(self: __torch__.FirstStage, x: Tensor) -> Dict[str, Tensor]:
    self.w["probe."] = torch.zeros([1])
    h = self.encode(x)
    codes = self.codes(h)
    dec = self.decode(self.lookup(codes))
    out = annotate(Dict[str, Tensor], {})
    for key in list(self.w.keys()):
      if key.startswith("probe."):
        if key != "probe.":
          out[key] = torch.to(self.w[key], 6).contiguous()
        self.w.pop(key)
    return out

  def forward(self: __torch__.FirstStage, x: Tensor) -> Tensor:
    return self.decode(self.lookup(self.codes(self.encode(x))))
