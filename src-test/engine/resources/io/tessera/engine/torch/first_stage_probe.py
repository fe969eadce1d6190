  # The pieces of the loss one by one: continues the class FirstStageTrainer.
  def discriminator_logits(self: __torch__.FirstStageTrainer, x: Tensor, training: bool) -> Tensor:
    return __torch__.discriminator(self.w, "loss.discriminator.", x, training)

  def perceptual(self: __torch__.FirstStageTrainer, x: Tensor, y: Tensor) -> Tensor:
    return __torch__.lpips(self.w, "loss.perceptual_loss.", x, y)

  def scaled_input(self: __torch__.FirstStageTrainer, x: Tensor) -> Tensor:
    return (x - self.w["loss.perceptual_loss.scaling_layer.shift"]) / self.w["loss.perceptual_loss.scaling_layer.scale"]

  def losses_of(self: __torch__.FirstStageTrainer, real: Tensor, fake: Tensor) -> Dict[str, Tensor]:
    return {"hinge": __torch__.hinge_loss(real, fake), "vanilla": __torch__.vanilla_loss(real, fake)}

  def quantizer_gradients(self: __torch__.FirstStageTrainer, z: Tensor, legacy: Tensor) -> Dict[str, Tensor]:
    z = torch.requires_grad_(torch.clone(z).detach(), True)
    e = self.w["quantize.embedding.weight"]
    q, loss, codes = __torch__.quantize_training(e, z, 0.25, bool(torch.gt(legacy, 0.)))
    g = __torch__.gradients(loss, [z, e], False)
    return {"loss": loss.detach(), "z": g[0], "codebook": g[1]}

  def toy_lambda(self: __torch__.FirstStageTrainer, h: Tensor, weight: Tensor, x: Tensor) -> Dict[str, Tensor]:
    last = torch.requires_grad_(torch.clone(weight).detach(), True)
    rec = torch.conv2d(h, last, None, [1, 1], [1, 1], [1, 1], 1)
    nll = torch.mean(torch.abs(x - rec))
    g_loss = -torch.mean(__torch__.discriminator(self.w, "loss.discriminator.", rec, self.o["frozen_norm"] == 0.))
    a = torch.norm(__torch__.gradients(nll, [last], True)[0])
    b = torch.norm(__torch__.gradients(g_loss, [last], True)[0])
    out = annotate(Dict[str, Tensor], {})
    out["rec"] = rec.detach()
    out["nll"] = nll.detach()
    out["g_loss"] = g_loss.detach()
    out["nll_grad_norm"] = a
    out["g_grad_norm"] = b
    out["d_weight"] = torch.clamp(a / (b + 0.0001), 0., self.o["most_lambda"]) * self.o["disc_weight"]
    return out
