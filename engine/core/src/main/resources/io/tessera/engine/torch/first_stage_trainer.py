# Training of a first stage (Esser et al. 2021, equations 4 to 8): the weights, their moments and the whole step live here.
# Options are numbers by name; see FirstStageTrainer.java for what each means.
class FirstStageTrainer(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  usage : List[Tensor]
  recent : List[Tensor]
  shown : Dict[str, Tensor]
  counts : Dict[str, Tensor]
  include parameters.py

  # How often entries were used so far.
  def put_usage(self: __torch__.FirstStageTrainer, usage: Tensor) -> Dict[str, Tensor]:
    self.usage = [torch.clone(usage)]
    return annotate(Dict[str, Tensor], {})

  def put_recent(self: __torch__.FirstStageTrainer, h: Tensor) -> Dict[str, Tensor]:
    self.recent.append(torch.clone(h))
    return annotate(Dict[str, Tensor], {})

  def get_recent(self: __torch__.FirstStageTrainer) -> List[Tensor]:
    return self.recent

  def get_usage(self: __torch__.FirstStageTrainer) -> Tensor:
    return self.usage[0]

  def set_shape(self: __torch__.FirstStageTrainer, groups: int, patch: int) -> None:
    __torch__.set_shape(self.w, groups, patch)
    return None

  # Applies the gradients unless one of them is not a number: then the batch is skipped.
  def adapt(self: __torch__.FirstStageTrainer, names: List[str], gradients: List[Tensor], log: Dict[str, Tensor], norm_name: str) -> None:
    o = self.o
    norm = __torch__.total_norm(gradients)
    log[norm_name] = norm
    if not bool(torch.isfinite(norm)):
      log["skipped"] = torch.ones([])
      return None
    gradients = __torch__.clipped(gradients, float(norm), o["clip"])
    learned, g = annotate(List[str], []), annotate(List[Tensor], [])
    averaged = annotate(List[str], [])
    for i in range(len(names)):
      n = names[i]
      if o["code_decay"] == 0. or n != "quantize.embedding.weight":
        learned.append(n)
        g.append(gradients[i])
      if n in self.average:
        averaged.append(n)
    w, m, v = __torch__.gathered(self.w, learned), __torch__.gathered(self.m, learned), __torch__.gathered(self.v, learned)
    __torch__.adam(w, g, m, v, o["lr"], o["rate"], o["root"], o["beta1"], o["beta2"], 1e-08, 0.)
    if o["ema"] > 0. and not names[0].startswith("loss."):
      followed = __torch__.detached(__torch__.gathered(self.w, averaged))
      __torch__.move_averages(__torch__.gathered(self.average, averaged), followed, o["ema"])
      for n in names:
        if not n in self.average:
          self.average[n] = torch.clone(self.w[n].detach())
    return None

  # The weights that learn: all of the autoencoder, or what comes after the codes when the encoder is frozen.
  def learning(self: __torch__.FirstStageTrainer) -> List[str]:
    out = annotate(List[str], [])
    if self.o["frozen_encoder"] == 0.:
      for n in self.members(1):
        if not n.startswith("texture.") and not n.startswith("detail."):
          out.append(n)
      return out
    for n in self.members(1):
      if n.startswith("decoder.") or n.startswith("post_quant_conv."):
        out.append(n)
    return out

  # The weights of what is drawn over a decoded picture.
  def drawing(self: __torch__.FirstStageTrainer) -> List[str]:
    out = annotate(List[str], [])
    for n in self.members(1):
      if n.startswith("texture.") or n.startswith("detail."):
        out.append(n)
    return out

  # Entries and decoded picture of x, with all that makes them as it is.
  def standing(self: __torch__.FirstStageTrainer, x: Tensor) -> Tuple[Tensor, Tensor]:
    w = self.w
    still = annotate(Dict[str, Tensor], {})
    for name in list(w.keys()):
      still[name] = w[name].detach()
    self.w = still
    q = self.latent(x)[0].detach()
    rec = self.decode(q).detach()
    self.w = w
    return (q, rec)

  # The averages of encoder and codebook, and with all those of the decoder too, take the place of the weights themselves.
  def settle(self: __torch__.FirstStageTrainer, all: bool) -> None:
    for n in self.members(1):
      if n in self.average and (all or not n.startswith("decoder.") and not n.startswith("post_quant_conv.")):
        torch.copy_(self.w[n].detach(), self.average[n])
    return None

  def count(self: __torch__.FirstStageTrainer, codes: Tensor) -> None:
    torch.add_(self.usage[0], torch.to(torch.bincount(codes.flatten(), None, self.usage[0].size(0)), 6))
    return None

  # Entries as moving means of the encoder outputs nearest to them (van den Oord et al. 2017, appendix A.1). Running sums and
  # counts stand where an optimiser would have its moments.
  def follow(self: __torch__.FirstStageTrainer, h: Tensor, codes: Tensor) -> None:
    name = "quantize.embedding.weight"
    e = self.w[name].detach()
    decay = self.o["code_decay"]
    sums, counts = self.m[name], self.v[name]
    flat = h.permute([0, 2, 3, 1]).reshape([-1, h.size(1)])
    used = torch.bincount(codes.flatten(), None, e.size(0)).unsqueeze(1)
    torch.add_(torch.mul_(sums, decay), torch.index_add(torch.zeros_like(e), 0, codes.flatten(), flat), alpha=1. - decay)
    torch.add_(torch.mul_(counts, decay), torch.to(used, 6), alpha=1. - decay)
    torch.copy_(e, torch.where(torch.gt(counts, 0.0001), sums / torch.clamp_min(counts, 0.0001), e))
    return None

  # Equation 4 on h [B, D, h, w]; with option "cosine" both sides lie on the unit sphere (Yu et al. 2022, section 3.2).
  def vector_quantized(self: __torch__.FirstStageTrainer, h: Tensor) -> Tuple[Tensor, Tensor]:
    e = self.w["quantize.embedding.weight"]
    if self.o["cosine"] > 0.:
      h = h / (torch.sqrt(torch.sum(h * h, [1], True)) + 1e-08)
      e = e / (torch.sqrt(torch.sum(e * e, [1], True)) + 1e-08)
    if len(self.recent) > 7:
      self.recent.pop(0)
    self.recent.append(h.detach().permute([0, 2, 3, 1]).reshape([-1, h.size(1)]))
    if self.o["quantize"] > 0.:
      if self.o["code_decay"] > 0.:
        codes = __torch__.nearest(e.detach(), h.detach())
        q = __torch__.entries(e.detach(), codes)
        loss = self.o["beta"] * torch.mean((q - h) * (q - h))
        q = h + (q - h).detach()
        if self.o["learning"] > 0. and self.o["frozen_encoder"] == 0.:
          self.follow(h.detach(), codes)
      else:
        q, loss, codes = __torch__.quantize_training(e, h, self.o["beta"], self.o["legacy"] > 0.)
      self.count(codes)
      return (q, loss)
    # A plain autoencoder to begin with: the codebook is laid out once there is something to lay it over.
    return (h, torch.zeros([], device=h.device))

  # Gumbel-softmax over the entries (Jang et al. 2017), straight through: one entry forward, soft weights backward.
  def gumbel_quantized(self: __torch__.FirstStageTrainer, h: Tensor) -> Tuple[Tensor, Tensor]:
    w = self.w
    logits = __torch__.conv(w, "quantize.proj", h, 1, 0)
    n = logits.size(1)
    uniform = torch.clamp(torch.rand_like(logits), 1e-10, 1.)
    soft = torch.softmax((logits - torch.log(-torch.log(uniform) + 1e-10)) / self.o["temperature"], 1)
    codes = torch.argmax(soft, 1)
    hard = torch.to(torch.one_hot(codes, n).permute([0, 3, 1, 2]), 6)
    z = torch.einsum("bnhw,nd->bdhw", [hard - soft.detach() + soft, w["quantize.embed.weight"]])
    p = torch.softmax(logits, 1)
    loss = self.o["kl_weight"] * torch.mean(torch.sum(p * torch.log(p * n + 1e-10), [1]))
    self.count(codes)
    return (z, loss)

  # A Gaussian posterior sampled by reparameterisation (Kingma, Welling 2014); the loss is KL(q || N(0, 1)) per latent value.
  def gaussian(self: __torch__.FirstStageTrainer, h: Tensor) -> Tuple[Tensor, Tensor]:
    parts = torch.chunk(h, 2, 1)
    mean, log_variance = parts[0], torch.clamp(parts[1], -30., 20.)
    z = mean
    if self.o["learning"] > 0.:
      z = mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean)
    kl = 0.5 * torch.mean(mean * mean + torch.exp(log_variance) - 1. - log_variance)
    return (z, self.o["kl_weight"] * kl)

  def encode(self: __torch__.FirstStageTrainer, x: Tensor) -> Tensor:
    return torch.to(__torch__.conv(self.w, "quant_conv", __torch__.encoder(self.w, torch.to(x, int(self.o["dtype"]))), 1, 0), 6)

  # What stands for x between encoder and decoder, and the latent's loss. x is float32; the convolutions run in option "dtype".
  # Option "kind" is the order of FirstStageConfig.Kind.
  def latent(self: __torch__.FirstStageTrainer, x: Tensor) -> Tuple[Tensor, Tensor]:
    h = self.encode(x)
    if self.o["frozen_encoder"] > 0.:
      h = h.detach()
    kind = self.o["kind"]
    if kind == 2.:
      return self.gumbel_quantized(h)
    if kind == 3.:
      return self.gaussian(h)
    if kind == 4.:
      return (h, torch.zeros([], device=x.device))
    return self.vector_quantized(h)

  def decode(self: __torch__.FirstStageTrainer, q: Tensor) -> Tensor:
    z = __torch__.conv(self.w, "post_quant_conv", torch.to(q, int(self.o["dtype"])), 1, 0)
    return torch.to(__torch__.decoder(self.w, z), 6)

  # x -> reconstruction, loss of the latent.
  def reconstruct(self: __torch__.FirstStageTrainer, x: Tensor) -> Tuple[Tensor, Tensor]:
    q, loss = self.latent(x)
    return (self.decode(q), loss)

  # How much a picture's differences count for: more where they are small, as at night and in fog. [B, 1, 1, 1], 1 for a deviation of
  # half the range.
  def magnified(self: __torch__.FirstStageTrainer, x: Tensor) -> Tensor:
    d = x - torch.mean(x, [2, 3], True)
    deviation = torch.sqrt(torch.mean(d * d, [1, 2, 3], True))
    return torch.pow(2. * deviation + 0.1, -self.o["dim_weight"])

  # Mean absolute difference of the pictures' slopes at full, half and quarter size: edges, where L1 alone blurs.
  def slope_loss(self: __torch__.FirstStageTrainer, x: Tensor, rec: Tensor) -> Tensor:
    total = torch.zeros([], device=x.device)
    d = rec - x
    for s in range(3):
      a = torch.slice(d, 3, 1, None, 1) - torch.slice(d, 3, 0, -1, 1)
      b = torch.slice(d, 2, 1, None, 1) - torch.slice(d, 2, 0, -1, 1)
      total = total + torch.mean(torch.abs(a)) + torch.mean(torch.abs(b))
      d = torch.avg_pool2d(d, [2, 2], [2, 2])
    return total

  # Mean absolute difference of how steep the pictures are around a place, whichever way: asks for the right amount of texture
  # where its exact course cannot be known from a few codes (as the contrast term of SSIM does), at full, half and quarter size.
  def texture_loss(self: __torch__.FirstStageTrainer, x: Tensor, rec: Tensor) -> Tensor:
    total = torch.zeros([], device=x.device)
    for s in range(3):
      if min(x.size(2), x.size(3)) > 8:
        total = total + torch.mean(torch.abs(self.steepness(rec) - self.steepness(x)))
      x = torch.avg_pool2d(x, [2, 2], [2, 2])
      rec = torch.avg_pool2d(rec, [2, 2], [2, 2])
    return total

  def steepness(self: __torch__.FirstStageTrainer, x: Tensor) -> Tensor:
    a = torch.slice(torch.slice(x, 3, 1, None, 1) - torch.slice(x, 3, 0, -1, 1), 2, 0, -1, 1)
    b = torch.slice(torch.slice(x, 2, 1, None, 1) - torch.slice(x, 2, 0, -1, 1), 3, 0, -1, 1)
    return torch.avg_pool2d(torch.sqrt(a * a + b * b + 1e-05), [8, 8], [4, 4])

  def discriminate(self: __torch__.FirstStageTrainer, x: Tensor) -> Tensor:
    return __torch__.discriminator(self.w, "loss.discriminator.", torch.to(x, int(self.o["dtype"])), self.o["frozen_norm"] == 0.)

  # One step of the autoencoder on x [B, C, H, W]; every term of the loss by the original's name.
  def step_autoencoder(self: __torch__.FirstStageTrainer, x: Tensor) -> Dict[str, Tensor]:
    o = self.o
    log = annotate(Dict[str, Tensor], {})
    rec, quant_loss = self.reconstruct(x)
    if o["dim_weight"] > 0.:
      much = self.magnified(x)
      x, rec = x * much, rec * much
    if o["squared"] > 0.:
      distance = (x - rec) * (x - rec)
    else:
      distance = torch.abs(x - rec)
    if o["perceptual_weight"] > 0.:
      p = __torch__.lpips(self.w, "loss.perceptual_loss.", x, rec)
      log["p_loss"] = torch.mean(p).detach()
      distance = distance + o["perceptual_weight"] * p
    nll = torch.mean(distance)
    log["rec_loss"] = nll.detach()
    if o["slope_weight"] > 0.:
      nll = nll + o["slope_weight"] * self.slope_loss(x, rec)
    if o["texture_weight"] > 0.:
      texture = self.texture_loss(x, rec)
      log["texture_loss"] = texture.detach()
      nll = nll + o["texture_weight"] * texture
    loss = nll + o["codebook_weight"] * quant_loss
    if o["adversary"] > 0.:
      g_loss = -torch.mean(self.discriminate(rec))
      last = [self.w["decoder.conv_out.weight"]]
      of_nll = __torch__.gradients(nll, last, True)[0]
      of_g = __torch__.gradients(g_loss, last, True)[0]
      weight = torch.clamp(torch.norm(of_nll) / (torch.norm(of_g) + 0.0001), 0., o["most_lambda"]).detach() * o["disc_weight"]
      loss = loss + weight * o["disc_factor"] * g_loss
      log["d_weight"] = weight
      log["g_loss"] = g_loss.detach()
    names = self.learning()
    g = __torch__.gradients(loss, __torch__.gathered(self.w, names), False)
    self.adapt(names, g, log, "gradient_norm")
    log["total_loss"] = loss.detach()
    log["quant_loss"] = quant_loss.detach()
    log["nll_loss"] = nll.detach()
    return log

  # What every picture of the batch shows to the features: moved by the same few pixels, cut off, so that nothing can settle on the
  # network's own grid.
  def shifted(self: __torch__.FirstStageTrainer, x: Tensor) -> Tensor:
    dy, dx = int(self.o["shift_y"]), int(self.o["shift_x"])
    return torch.slice(torch.slice(x, 2, dy, None, 1), 3, dx, None, 1).contiguous()

  # One step against pretrained features and the projected adversary; see projected.py. Discriminators and decoder look at one
  # decode: first they learn to tell it from the picture, then it learns from what they say now.
  def step_projected(self: __torch__.FirstStageTrainer, x: Tensor) -> Dict[str, Tensor]:
    o, w = self.o, self.w
    dtype = int(o["dtype"])
    log = annotate(Dict[str, Tensor], {})
    rec, quant_loss = self.reconstruct(x)
    seen = __torch__.features(w, "loss.features.", torch.to(self.shifted(x), dtype))
    real = annotate(List[Tensor], [])
    for t in seen:
      real.append(t.detach())
    made = __torch__.features(w, "loss.features.", torch.to(self.shifted(rec), dtype))
    if o["judging"] > 0.:
      still = annotate(List[Tensor], [])
      for t in made:
        still.append(t.detach())
      p = "loss.projected."
      a = __torch__.judges(w, p, __torch__.projections(w, p, real), True)
      b = __torch__.judges(w, p, __torch__.projections(w, p, still), False)
      told = torch.zeros([], device=x.device)
      for i in range(4):
        told = told + 0.25 * (torch.mean(torch.relu(1. - a[i])) + torch.mean(torch.relu(1. + b[i])))
      g = __torch__.gradients(told, __torch__.gathered(w, self.members(2)), False)
      lr, rate, root, beta1 = o["lr"], o["rate"], o["root"], o["beta1"]
      o["lr"] = o["judge_lr"]
      o["rate"] = o["judge_lr"]
      o["root"] = o["judge_root"]
      o["beta1"] = 0.
      self.adapt(self.members(2), g, log, "gradient_norm_d")
      o["lr"] = lr
      o["rate"] = rate
      o["root"] = root
      o["beta1"] = beta1
      log["disc_loss"] = told.detach()
    near = torch.mean(torch.abs(rec - x))
    colour = torch.mean(torch.abs(torch.avg_pool2d(rec - x, [8, 8], [8, 8])))
    slopes = __torch__.slope_difference(x, rec)
    perceptual = __torch__.perceptual_distance(real, made)
    loss = near + o["colour_weight"] * colour + o["perceptual_weight"] * perceptual + o["slope_weight"] * slopes
    loss = loss + o["codebook_weight"] * quant_loss
    if o["disc_factor"] > 0.:
      p = "loss.projected."
      g_loss = torch.zeros([], device=x.device)
      for t in __torch__.judges(w, p, __torch__.projections(w, p, made), False):
        g_loss = g_loss - 0.25 * torch.mean(t)
      loss = loss + o["disc_factor"] * g_loss
      log["g_loss"] = g_loss.detach()
    names = self.learning()
    self.adapt(names, __torch__.gradients(loss, __torch__.gathered(w, names), False), log, "gradient_norm")
    log["total_loss"] = loss.detach()
    log["rec_loss"] = near.detach()
    log["colour_loss"] = colour.detach()
    log["slope_loss"] = slopes.detach()
    log["p_loss"] = perceptual.detach()
    log["quant_loss"] = quant_loss.detach()
    return log

  # One step of what tells texture, with all else as it is: the mean difference of the logarithms.
  def step_texture(self: __torch__.FirstStageTrainer, x: Tensor) -> Dict[str, Tensor]:
    log = annotate(Dict[str, Tensor], {})
    dtype = int(self.o["dtype"])
    q, rec = self.standing(x)
    expected = __torch__.expected_detail(self.w, torch.to(q, dtype), torch.to(rec, dtype))
    loss = torch.mean(torch.abs(expected - torch.log(__torch__.detail(x) + 0.001)))
    names = self.drawing()
    self.adapt(names, __torch__.gradients(loss, __torch__.gathered(self.w, names), False), log, "gradient_norm")
    log["total_loss"] = loss.detach()
    return log

  # rec with its detail; every picture of the batch has noise of its own, of the step and the place.
  def detailed_batch(self: __torch__.FirstStageTrainer, q: Tensor, rec: Tensor) -> Tensor:
    b, h, dtype = rec.size(0), rec.size(2), int(self.o["dtype"])
    noise = __torch__.noise_at(int(self.o["step"]) * b * h, 0, b * h, rec.size(3), rec).view([b, 1, h, rec.size(3)])
    return rec + torch.to(__torch__.added_detail(self.w, torch.to(q, dtype), torch.to(rec, dtype), torch.to(noise, dtype)), 6)

  # What the discriminator's stages see of real and made pictures, each beside the decode that both share. One batch, so that both
  # are normalised alike: each by itself, norms would hide from it that one of them is smooth.
  def judged(self: __torch__.FirstStageTrainer, rec: Tensor, real: Tensor, made: Tensor) -> List[Tensor]:
    x = torch.cat([torch.cat([rec, 4. * (real - rec)], 1), torch.cat([rec, 4. * (made - rec)], 1)], 0)
    return __torch__.discriminator_stages(self.w, "loss.discriminator.", torch.to(x, int(self.o["dtype"])), self.o["frozen_norm"] == 0.)

  # One step of the discriminator that detail learns against; what it has decoded serves step_detail, too.
  def step_detail_discriminator(self: __torch__.FirstStageTrainer, x: Tensor) -> Dict[str, Tensor]:
    log = annotate(Dict[str, Tensor], {})
    q, rec = self.standing(x)
    self.shown["q"] = q
    self.shown["rec"] = rec
    made = self.detailed_batch(q, rec).detach()
    logits = torch.chunk(self.judged(rec, x, made)[-1], 2, 0)
    loss = __torch__.hinge_loss(logits[0], logits[1])
    self.adapt(self.members(2), __torch__.gradients(loss, __torch__.gathered(self.w, self.members(2)), False), log, "gradient_norm_d")
    log["disc_loss"] = loss.detach()
    log["logits_real"] = torch.mean(logits[0]).detach()
    log["logits_fake"] = torch.mean(logits[1]).detach()
    return log

  # One step of what adds detail. Without the adversary by differences alone; with it these hold colours and places, and what the
  # discriminator sees says the rest.
  def step_detail(self: __torch__.FirstStageTrainer, x: Tensor) -> Dict[str, Tensor]:
    o = self.o
    log = annotate(Dict[str, Tensor], {})
    if "rec" in self.shown:
      q, rec = self.shown.pop("q"), self.shown.pop("rec")
    else:
      q, rec = self.standing(x)
    made = self.detailed_batch(q, rec)
    near = torch.mean(torch.abs(made - x))
    log["rec_loss"] = near.detach()
    if o["adversary"] > 0.:
      colour = torch.mean(torch.abs(torch.avg_pool2d(made - x, [4, 4], [4, 4])))
      stages = self.judged(rec, x, made)
      g_loss = -torch.mean(torch.chunk(stages[-1], 2, 0)[1])
      features = __torch__.feature_distance(stages)
      loss = o["pixel_weight"] * near + o["colour_weight"] * colour
      loss = loss + o["disc_factor"] * (o["disc_weight"] * g_loss + o["feature_weight"] * features)
      log["colour_loss"] = colour.detach()
      log["g_loss"] = g_loss.detach()
      log["feature_loss"] = features.detach()
    else:
      loss = near + o["slope_weight"] * self.slope_loss(x, made)
    names = self.drawing()
    self.adapt(names, __torch__.gradients(loss, __torch__.gathered(self.w, names), False), log, "gradient_norm")
    log["total_loss"] = loss.detach()
    return log

  # One step of the discriminator, after a new reconstruction with the weights as they are now.
  def step_discriminator(self: __torch__.FirstStageTrainer, x: Tensor) -> Dict[str, Tensor]:
    o = self.o
    log = annotate(Dict[str, Tensor], {})
    fake_picture = self.reconstruct(x)[0].detach()
    real = self.discriminate(x)
    fake = self.discriminate(fake_picture)
    if o["vanilla"] > 0.:
      d = __torch__.vanilla_loss(real, fake)
    else:
      d = __torch__.hinge_loss(real, fake)
    loss = o["disc_factor"] * d
    g = __torch__.gradients(loss, __torch__.gathered(self.w, self.members(2)), False)
    self.adapt(self.members(2), g, log, "gradient_norm_d")
    log["disc_loss"] = loss.detach()
    log["logits_real"] = torch.mean(real).detach()
    log["logits_fake"] = torch.mean(fake).detach()
    return log

  # What a pixel of each label counts for in step_labels, [labels] float32; without, as in the original, all count alike.
  def weigh(self: __torch__.FirstStageTrainer, labels: Tensor) -> None:
    self.counts["labels"] = torch.clone(labels)
    return None

  # One step of a segmentation first stage: labels [B, H, W] uint8, binary cross-entropy on the one-hot map.
  def step_labels(self: __torch__.FirstStageTrainer, labels: Tensor) -> Dict[str, Tensor]:
    log = annotate(Dict[str, Tensor], {})
    n = self.w["encoder.conv_in.weight"].size(1)
    x = torch.to(torch.one_hot(torch.to(labels, 4), n).permute([0, 3, 1, 2]), 6).contiguous()
    rec, quant_loss = self.reconstruct(x)
    if "labels" in self.counts:
      pixels = torch.index_select(self.counts["labels"], 0, torch.to(labels, 4).reshape([-1]))
      bce = torch.binary_cross_entropy_with_logits(rec, x, pixels.view([x.size(0), 1, x.size(2), x.size(3)]))
    else:
      bce = torch.binary_cross_entropy_with_logits(rec, x)
    loss = bce + self.o["codebook_weight"] * quant_loss
    names = self.learning()
    self.adapt(names, __torch__.gradients(loss, __torch__.gathered(self.w, names), False), log, "gradient_norm")
    same = torch.eq(torch.argmax(rec, 1), torch.to(labels, 4))
    log["total_loss"] = loss.detach()
    log["bce_loss"] = bce.detach()
    log["quant_loss"] = quant_loss.detach()
    log["accuracy"] = torch.mean(torch.to(same, 6))
    return log

  # Lays the codebook over the encoder outputs of the last batches: k-means from rows choice[i], as often as rounds says.
  def kmeans(self: __torch__.FirstStageTrainer, choice: Tensor, rounds: int) -> None:
    recent = torch.cat(self.recent, 0)
    centres = torch.index_select(recent, 0, torch.remainder(choice, recent.size(0)))
    n = centres.size(0)
    for r in range(rounds):
      near = torch.argmin(torch.cdist(recent, centres), 1)
      sums = torch.index_add(torch.zeros_like(centres), 0, near, recent)
      counts = torch.to(torch.bincount(near, None, n), 6).unsqueeze(1)
      centres = torch.where(torch.gt(counts, 0.), sums / torch.clamp_min(counts, 1.), centres)
    torch.copy_(self.w["quantize.embedding.weight"].detach(), centres)
    self.average.pop("quantize.embedding.weight", torch.zeros([0]))
    torch.zero_(self.m["quantize.embedding.weight"])
    torch.zero_(self.v["quantize.embedding.weight"])
    if self.o["code_decay"] > 0.:
      torch.copy_(self.m["quantize.embedding.weight"], centres)
      torch.fill_(self.v["quantize.embedding.weight"], 1.)
    torch.zero_(self.usage[0])
    return None

  # Entries used less than limit since the last call take encoder outputs of the last batches: row i takes place choice[i].
  def revive(self: __torch__.FirstStageTrainer, limit: float, choice: Tensor) -> Tensor:
    dead = torch.lt(self.usage[0], limit)
    recent = torch.cat(self.recent, 0)
    fresh = torch.index_select(recent, 0, torch.remainder(choice, recent.size(0)))
    e = self.w["quantize.embedding.weight"].detach()
    mask = dead.unsqueeze(1)
    torch.copy_(e, torch.where(mask, fresh, e))
    name = "quantize.embedding.weight"
    if name in self.average:
      a = self.average[name]
      torch.copy_(a, torch.where(mask, fresh, a))
    torch.mul_(self.m[name], torch.to(torch.logical_not(mask), 6))
    torch.mul_(self.v[name], torch.to(torch.logical_not(mask), 6))
    if self.o["code_decay"] > 0.:
      torch.add_(self.m[name], fresh * torch.to(mask, 6))
      torch.add_(self.v[name], torch.to(mask, 6))
    used = torch.stack([torch.sum(torch.to(dead, 6)), torch.sum(self.usage[0])])
    torch.zero_(self.usage[0])
    return used

  # Reconstruction without gradients, as inference would see it, with the averaged weights: x, or a label map's one-hot picture.
  def preview(self: __torch__.FirstStageTrainer, x: Tensor) -> Tensor:
    usage = torch.clone(self.usage[0])
    recent, w = self.recent, self.w
    self.recent = annotate(List[Tensor], [])
    averaged = annotate(Dict[str, Tensor], {})
    for name in list(w.keys()):
      if name in self.average:
        averaged[name] = self.average[name]
      else:
        averaged[name] = w[name]
    self.w = averaged
    self.o["learning"] = 0.
    q, _ = self.latent(x)
    rec = self.decode(q)
    if self.o["drawn"] > 0.:
      dtype = int(self.o["dtype"])
      for i in range(x.size(0)):
        one, entries = torch.slice(rec, 0, i, i + 1, 1), torch.slice(q, 0, i, i + 1, 1)
        torch.copy_(one, __torch__.drawn(self.w, entries, torch.clone(one), 0, i * x.size(3), 1., dtype))
    self.o["learning"] = 1.
    self.w = w
    self.recent = recent
    torch.copy_(self.usage[0], usage)
    return rec.detach()

  def preview_labels(self: __torch__.FirstStageTrainer, labels: Tensor) -> Tensor:
    n = self.w["encoder.conv_in.weight"].size(1)
    x = torch.to(torch.one_hot(torch.to(labels, 4), n).permute([0, 3, 1, 2]), 6).contiguous()
    return torch.to(torch.argmax(self.preview(x), 1), 0)

  def forward(self: __torch__.FirstStageTrainer, x: Tensor) -> Tensor:
    return self.preview(x)
