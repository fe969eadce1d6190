  # What all trainers keep: weights by name, their moments and moving averages, and options, which are numbers by name. Part of a class:
  # a line "include parameters.py" stands for it there, SELF for the class.
  w : Dict[str, Tensor]
  m : Dict[str, Tensor]
  v : Dict[str, Tensor]
  average : Dict[str, Tensor]
  group : Dict[str, int]
  decay : Dict[str, float]
  o : Dict[str, float]
  names : List[str]
  announced : List[str]

  # Names the weight that the next call brings. Weights must be made where gradients are recorded, and such a call takes tensors only.
  # group 0: a fixed weight or a buffer; those of another group learn together.
  def announce(self: __torch__.SELF, name: str, group: int, decay: float) -> None:
    self.announced = [name]
    self.group[name] = group
    self.decay[name] = decay
    return None

  def put(self: __torch__.SELF, value: Tensor) -> Dict[str, Tensor]:
    name = self.announced[0]
    value = torch.clone(value)
    if self.group[name] > 0:
      self.names.append(name)
      self.m[name] = torch.zeros_like(value)
      self.v[name] = torch.zeros_like(value)
      value = torch.requires_grad_(value, True)
    self.w[name] = value
    return annotate(Dict[str, Tensor], {})

  # Another value for a weight that is there.
  def replace(self: __torch__.SELF, value: Tensor) -> Dict[str, Tensor]:
    name = self.announced[0]
    torch.copy_(self.w[name].detach(), value)
    if name in self.average:
      torch.copy_(self.average[name], value)
    return annotate(Dict[str, Tensor], {})

  def put_moments(self: __torch__.SELF, m: Tensor, v: Tensor) -> Dict[str, Tensor]:
    self.m[self.announced[0]] = torch.clone(m)
    self.v[self.announced[0]] = torch.clone(v)
    return annotate(Dict[str, Tensor], {})

  def put_average(self: __torch__.SELF, value: Tensor) -> Dict[str, Tensor]:
    self.average[self.announced[0]] = torch.clone(value)
    return annotate(Dict[str, Tensor], {})

  def get(self: __torch__.SELF, name: str) -> Tensor:
    return self.w[name].detach()

  def get_moments(self: __torch__.SELF, name: str) -> Tuple[Tensor, Tensor]:
    return (self.m[name], self.v[name])

  # The average where there is one, else the weight as it is.
  def get_average(self: __torch__.SELF, name: str) -> Tensor:
    if name in self.average:
      return self.average[name]
    return self.w[name].detach()

  def set(self: __torch__.SELF, option: str, value: float) -> None:
    self.o[option] = value
    return None

  # Names of a group, in the order in which they came.
  def members(self: __torch__.SELF, group: int) -> List[str]:
    out = annotate(List[str], [])
    for n in self.names:
      if self.group[n] == group:
        out.append(n)
    return out
