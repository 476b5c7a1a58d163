"""One training step of Atlas's shape in PyTorch: GPT-2, 6 layers, width 192, vocabulary 4096, 16 rows of 128 tokens."""
import sys, time, torch
from torch import nn
import torch.nn.functional as F

width, heads, layers, vocabulary, rows, tokens = 192, 6, 6, 4096, 16, 128

class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.ln_1, self.ln_2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        self.register_buffer("mask", torch.full((tokens, tokens), float("-inf")).triu(1))

    def forward(self, x):
        q, k, v = self.qkv(self.ln_1(x)).split(width, dim=2)
        q, k, v = (t.view(rows, tokens, heads, width // heads).transpose(1, 2) for t in (q, k, v))
        weights = (q @ k.transpose(-2, -1) / (width // heads) ** .5 + self.mask).softmax(-1)
        x = x + self.out((weights @ v).transpose(1, 2).reshape(rows, tokens, width))
        return x + self.down(F.gelu(self.up(self.ln_2(x))))

class Gpt2(nn.Module):
    def __init__(self):
        super().__init__()
        self.wte, self.wpe = nn.Embedding(vocabulary, width), nn.Embedding(tokens, width)
        self.blocks, self.ln_f = nn.ModuleList(Block() for _ in range(layers)), nn.LayerNorm(width)

    def forward(self, ids):
        x = self.wte(ids) + self.wpe.weight
        for block in self.blocks:
            x = block(x)
        return self.ln_f(x) @ self.wte.weight.T

torch.manual_seed(0)
threads = int(sys.argv[1])
torch.set_num_threads(threads)
model = Gpt2()
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=.01)
best = 9e9
for step in range(int(sys.argv[2])):
    ids = torch.randint(vocabulary, (rows, tokens))
    start = time.time()
    optimizer.zero_grad()
    logits = model(ids)
    loss = F.cross_entropy(logits[:, :-1].reshape(-1, vocabulary), ids[:, 1:].reshape(-1))
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    best = min(best, time.time() - start)
print(f"PyTorch {torch.__version__}, {threads} threads: {best * 1000:.0f} ms per step, {rows * tokens / best:.0f} tokens/s")
