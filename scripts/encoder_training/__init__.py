"""What `scripts/train_encoder.py` is made of: data, teacher, tokenizer, student, packaging."""
