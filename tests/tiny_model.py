"""A language model of a few kilobytes that gives one reply to everything, for tests against a real server."""

from __future__ import annotations

from pathlib import Path

STEPS = 150
TEMPLATE = "{% for message in messages %}{{ message['content'] }} {% endfor %}<assistant>"


def save_parrot(folder: Path, reply: str) -> None:
    """A one-layer Llama that was taught `reply` (no word in it twice) and nothing else, with its tokenizer."""
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    special = ["<unk>", "<eos>", "<assistant>"]
    words = ["▁" + word for word in reply.split()]
    assert len(set(words)) == len(words)
    inner = Tokenizer(models.WordLevel({word: i for i, word in enumerate(special + words)}, unk_token="<unk>"))
    inner.pre_tokenizer = pre_tokenizers.Metaspace()
    inner.decoder = decoders.Metaspace()
    inner.add_special_tokens(special)
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=inner, unk_token="<unk>", eos_token="<eos>", pad_token="<eos>")
    tokenizer.chat_template = TEMPLATE
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=len(special) + len(words),
        hidden_size=64,
        intermediate_size=64,
        num_hidden_layers=1,
        num_attention_heads=2,
        num_key_value_heads=2,
        max_position_embeddings=4096,
        eos_token_id=1,
        bos_token_id=1,
        pad_token_id=1,
    )
    model = LlamaForCausalLM(config)
    optimiser = torch.optim.Adam(model.parameters(), lr=5e-3)
    answer = [2, *range(len(special), len(special) + len(words)), 1]
    for _ in range(STEPS):
        before = torch.randint(0, config.vocab_size, (4, int(torch.randint(1, 60, ())))).fill_(0)
        ids = torch.cat([before, torch.tensor([answer] * 4)], dim=1)
        labels = ids.clone()
        labels[:, : before.shape[1] + 1] = -100
        loss = model(input_ids=ids, labels=labels).loss
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
