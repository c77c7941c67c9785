"""Times the margin head as arcface_torch computes it, on one GPU: forward, backward and SGD update of the class centres.

Usage: peer_head.py --classes 85742 --batch 512 --dim 512 --rounds 20 --mode eager|compile --precision fp32|tf32|bf16
Prints one JSON object: milliseconds of every round, peak bytes, versions. Needs PyTorch with CUDA.
"""

import argparse
import json
import statistics
import sys

import torch
import torch.nn.functional as functional


def parse_arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--classes", type=int, required=True)
    parser.add_argument("--batch", type=int, default=512)
    parser.add_argument("--dim", type=int, default=512)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--warmup", type=int, default=5)
    parser.add_argument("--mode", choices=["eager", "compile"], default="eager")
    parser.add_argument("--precision", choices=["fp32", "tf32", "bf16"], default="fp32")
    return parser.parse_args()


def arcface_loss(embeddings, centres, labels, scale=64.0, margin=0.5):
    """Cosines in the precision of autocast; the margin and the softmax in float32, the margin without gradient."""
    cosines = functional.linear(functional.normalize(embeddings), functional.normalize(centres))
    cosines = cosines.float().clamp(-1, 1)
    rows = torch.arange(labels.numel(), device=labels.device)
    target = cosines[rows, labels]
    with torch.no_grad():
        shift = torch.cos(torch.acos(target) + margin) - target
    logits = cosines.index_put((rows, labels), target + shift) * scale
    return functional.cross_entropy(logits, labels)


def main():
    arguments = parse_arguments()
    if not torch.cuda.is_available():
        sys.exit("peer_head.py: PyTorch sees no CUDA device.")
    torch.manual_seed(1)
    torch.backends.cuda.matmul.allow_tf32 = arguments.precision == "tf32"
    device = torch.device("cuda")
    embeddings = torch.randn(arguments.batch, arguments.dim, device=device, requires_grad=True)
    centres = torch.nn.Parameter(torch.randn(arguments.classes, arguments.dim, device=device) * 0.01)
    labels = torch.randint(arguments.classes, (arguments.batch,), device=device)
    optimiser = torch.optim.SGD([centres], lr=0.1, momentum=0.9, weight_decay=5e-4)
    compute = torch.compile(arcface_loss) if arguments.mode == "compile" else arcface_loss

    def step():
        optimiser.zero_grad()
        embeddings.grad = None
        with torch.autocast("cuda", dtype=torch.bfloat16, enabled=arguments.precision == "bf16"):
            loss = compute(embeddings, centres, labels)
        loss.backward()
        optimiser.step()
        return loss

    for _ in range(arguments.warmup):
        step()
    torch.cuda.synchronize()
    torch.cuda.reset_peak_memory_stats()
    times = []
    for _ in range(arguments.rounds):
        begin, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
        begin.record()
        loss = step()
        end.record()
        torch.cuda.synchronize()
        times.append(begin.elapsed_time(end))
    print(
        json.dumps(
            {
                "milliseconds": times,
                "median_ms": statistics.median(times),
                "peak_bytes": torch.cuda.max_memory_allocated(),
                "loss": float(loss),
                "torch": torch.__version__,
                "device": torch.cuda.get_device_name(),
            }
        )
    )


if __name__ == "__main__":
    main()
