"""Matrix products of the shapes of Atlas's training, in PyTorch: GFLOPS, the best of many runs."""
import sys, time, torch

threads = int(sys.argv[1])
torch.set_num_threads(threads)
for rows, depth, columns in ((2048, 192, 768), (2048, 768, 192), (2048, 192, 4096), (64, 768, 3072), (128, 768, 3072), (1024, 1024, 1024)):
    left, right = torch.randn(rows, depth), torch.randn(depth, columns)
    best, began = 9e9, time.time()
    while time.time() - began < 1:
        start = time.time()
        left @ right
        best = min(best, time.time() - start)
    print(f"{rows}x{columns}x{depth}, {threads} threads: {2e-9 * rows * depth * columns / best:.0f} GFLOPS")
