"""A side of `facemargin bench`: training steps, or the margin head alone, as arcface_torch computes them, in the PyTorch of whoever runs it.

Usage: peer.py about DEVICE          one JSON object: version, whether it can compile, what is missing for DEVICE
       peer.py WORK SIDE THREADS KEY=VALUE…   speaks lines with bench: "step" is answered by seconds, "end" by a JSON object

WORK is train or head. SIDE is pytorch, pytorch-channels-last or pytorch-compile. Numbers come from files of the folder `data`.
"""

import json
import sys
import time

import numpy
import torch
import torch.nn.functional as functional

MARK = "@bench "
SCALE, MARGIN = 64.0, 0.5
RATE, MOMENTUM, WEIGHT_DECAY = 0.1, 0.9, 5e-4


def about(device):
    missing = ""
    if device.startswith("cuda") and not torch.cuda.is_available():
        missing = f"PyTorch {torch.__version__} sees no CUDA device"
    return {"version": torch.__version__, "compile": hasattr(torch, "compile"), "missing": missing}


class AnyBatchNorm(torch.nn.modules.batchnorm._BatchNorm):
    """Of pictures and of rows alike."""

    def _check_input_dim(self, _):
        pass


class SqueezeExcitation(torch.nn.Module):
    """As AdaFace and face.evoLVe have it."""

    def __init__(self, reduced, channels):
        super().__init__()
        self.reduce = torch.nn.Conv2d(channels, reduced, 1, bias=False)
        self.expand = torch.nn.Conv2d(reduced, channels, 1, bias=False)

    def forward(self, x):
        mean = functional.adaptive_avg_pool2d(x, 1)
        return x * torch.sigmoid(self.expand(functional.relu(self.reduce(mean))))


class Network(torch.nn.Module):
    """The backbone of a network.txt: convolutions, batch norms, PReLU, squeeze and excitation, sums, and a last product in float32."""

    def __init__(self, folder, channels_last, on_processor):
        super().__init__()
        self.operations = []
        self.channels_last = channels_last
        self.on_processor = on_processor
        values = numpy.fromfile(f"{folder}/network.f32", dtype=">f4").astype(numpy.float32)
        self.next = 0
        with open(f"{folder}/network.txt", encoding="utf-8") as lines:
            for line in lines:
                self.add(line.split(), values)

    def take(self, values, shape):
        length = int(numpy.prod(shape))
        part = values[self.next : self.next + length].reshape(shape)
        self.next += length
        return torch.from_numpy(part.copy())

    def add(self, words, values):
        kind, out, inputs = words[0], words[1], words[2].split(",")
        if kind == "add":
            self.operations.append((out, inputs, None))
            return
        shape = [int(number) for number in words[3].split(",")]
        if kind == "Convolution":
            module = self.convolution(shape, *[int(word) for word in words[4:7]])
            module.weight.data = self.take(values, shape)
            if self.channels_last and not module.reads_contiguous:
                module.weight.data = module.weight.data.contiguous(memory_format=torch.channels_last)
        elif kind == "BatchNorm":
            module = AnyBatchNorm(shape[0], eps=float(words[4]), momentum=float(words[5]))
            module.weight.data, module.bias.data = self.take(values, shape), self.take(values, shape)
            module.running_mean, module.running_var = self.take(values, shape), self.take(values, shape)
            module.weight.requires_grad = words[6] != "true"
        elif kind == "PRelu":
            module = torch.nn.PReLU(int(numpy.prod(shape)))
            module.weight.data = self.take(values, shape).flatten()
        elif kind == "Dense":
            module = torch.nn.Linear(shape[1], shape[0], bias=words[4] == "true")
            module.weight.data = self.take(values, shape)
            if words[4] == "true":
                module.bias.data = self.take(values, shape[:1])
        elif kind == "SqueezeExcitation":
            module = SqueezeExcitation(shape[0], shape[1])
            module.reduce.weight.data = self.take(values, shape)
            module.expand.weight.data = self.take(values, [shape[1], shape[0], 1, 1])
        elif kind == "Sampling":
            module = torch.nn.MaxPool2d(1, shape[0])
        else:
            sys.exit(f"peer.py: unknown operation {kind}.")
        self.add_module(out.replace(".", "_"), module)
        self.operations.append((out, inputs, module))

    def convolution(self, shape, stride, padding, groups):
        module = torch.nn.Conv2d(shape[1] * groups, shape[0], shape[2:], stride, padding, groups=groups, bias=False)
        # processors: other numbers from channels_last in grouped convolutions and in 1x1 ones with a stride
        module.reads_contiguous = self.on_processor and (groups > 1 or (shape[2] == 1 and stride > 1))
        return module

    def forward(self, pictures):
        tensors = {"input": pictures}
        for out, inputs, module in self.operations:
            value = tensors[inputs[0]]
            if module is None:
                value = value + tensors[inputs[1]]
            elif isinstance(module, torch.nn.Linear):
                with torch.autocast(value.device.type, enabled=False, dtype=torch.bfloat16):
                    value = module(value.float().flatten(1))
            elif isinstance(module, torch.nn.Conv2d) and module.reads_contiguous:
                value = module(value.contiguous())
            else:
                value = module(value)
            tensors[out] = value
        return tensors[self.operations[-1][0]]


def arcface_loss(embeddings, centres, labels):
    """Cosines in the precision of autocast; the margin and the softmax in float32, the margin without gradient."""
    cosines = functional.linear(functional.normalize(embeddings), functional.normalize(centres))
    cosines = cosines.float().clamp(-1, 1)
    rows = torch.arange(labels.numel(), device=labels.device)
    target = cosines[rows, labels]
    with torch.no_grad():
        shift = torch.cos(torch.acos(target) + MARGIN) - target
    logits = cosines.index_put((rows, labels), target + shift) * SCALE
    return functional.cross_entropy(logits, labels)


class Side:
    def __init__(self, work, side, threads, parameters):
        torch.set_num_threads(threads)
        self.device = torch.device(parameters["device"])
        self.precision = parameters["precision"]
        torch.backends.cuda.matmul.allow_tf32 = self.precision == "tf32"
        torch.backends.cudnn.allow_tf32 = self.precision == "tf32"
        torch.backends.cudnn.benchmark = True
        folder, dimension = parameters["data"], int(parameters["dim"])
        self.labels = torch.from_numpy(numpy.fromfile(f"{folder}/labels.i32", dtype="<i4").astype(numpy.int64)).to(self.device)
        self.centres = torch.nn.Parameter(self.floats(folder, "centres", -1, dimension))
        trained = [self.centres]
        self.network = None
        if work == "train":
            channels_last = side != "pytorch"
            self.network = Network(parameters["network"], channels_last, self.device.type == "cpu").to(self.device).train()
            trained = list(self.network.parameters()) + trained
            self.inputs = self.floats(folder, "pictures", self.labels.numel(), 3, *[int(parameters["size_px"])] * 2)
            if channels_last:
                self.inputs = self.inputs.contiguous(memory_format=torch.channels_last)
        else:
            self.inputs = self.floats(folder, "embeddings", -1, dimension).requires_grad_()
        self.loss_of = arcface_loss
        if side == "pytorch-compile":
            self.loss_of = torch.compile(arcface_loss)
            self.network = torch.compile(self.network) if self.network is not None else None
        self.optimiser = None
        if parameters["update"] == "true":
            self.optimiser = torch.optim.SGD(trained, lr=RATE, momentum=MOMENTUM, weight_decay=WEIGHT_DECAY)
        self.first = None

    def floats(self, folder, name, *shape):
        values = numpy.fromfile(f"{folder}/{name}.f32", dtype="<f4").reshape(shape)
        return torch.from_numpy(values).to(self.device)

    def step(self):
        if self.optimiser is not None:
            self.optimiser.zero_grad()
        self.inputs.grad = self.centres.grad = None
        with torch.autocast(self.device.type, dtype=torch.bfloat16, enabled=self.precision == "bf16"):
            embeddings = self.inputs if self.network is None else self.network(self.inputs)
            loss = self.loss_of(embeddings, self.centres, self.labels)
        loss.backward()
        if self.optimiser is not None:
            self.optimiser.step()
        if self.device.type == "cuda":
            torch.cuda.synchronize(self.device)
        if self.first is None:
            self.first = float(loss)

    def end(self):
        with open("/proc/self/status", encoding="utf-8") as status:
            peak = next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:"))
        name = torch.cuda.get_device_name(self.device) if self.device.type == "cuda" else "processor"
        words = f"PyTorch {torch.__version__} on {name}, {self.precision}"
        return {"description": words, "check": self.first, "peak_bytes": peak}


def main():
    if sys.argv[1] == "about":
        print(json.dumps(about(sys.argv[2])))
        return
    parameters = dict(word.split("=", 1) for word in sys.argv[4:])
    side = Side(sys.argv[1], sys.argv[2], int(sys.argv[3]), parameters)
    print(MARK + "ready", flush=True)
    for line in sys.stdin:
        if line.strip() == "step":
            begin = time.perf_counter()
            side.step()
            print(MARK + str(time.perf_counter() - begin), flush=True)
        else:
            print(MARK + json.dumps(side.end()), flush=True)
            return


if __name__ == "__main__":
    main()
