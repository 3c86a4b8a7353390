"""Markup → plain words with offsets."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.notes.inline import plain, plain_with_offsets


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("**편향**은 `a*b`이고 _분산_은 ~~아니다~~", "편향은 a*b이고 분산은 아니다"),
        ("***굵고 기운 글**이 덜 닫혔다", "굵고 기운 글이 덜 닫혔다"),
        ("*별 하나로 시작하는 메모", "별 하나로 시작하는 메모"),
        ("2*3*4 = 24, x**2, snake_case, __init__, a * b", "2*3*4 = 24, x**2, snake_case, __init__, a * b"),
        ("$x_1 * y_2$ 와 $$\\sum_i w_i$$", "$x_1 * y_2$ 와 $$\\sum_i w_i$$"),
        ("값은 $5이고 $6이다", "값은 $5이고 $6이다"),
        ('[글](https://a.b/c_(d) "제목")과 https://x.y/z?q=1 끝', "글과 끝"),
        ("[![배지](x.svg)](https://a.b) 소개", "소개"),
        ("arr[i][j], [100, 1, 1], [글][ref]", "arr[i][j], [100, 1, 1], 글"),
        ("G<sub>t</sub> &lt; H&amp;M<br/>다음 <b>줄</b>", "Gt < H&M 다음 줄"),
        ("List<String>과 <답변> 그리고 a < b > c", "List<String>과 <답변> 그리고 a < b > c"),
        ("앞 <!-- 숨은\n글 --> 뒤", "앞 뒤"),
        ("앞 %% 비공개\n메모 %% 뒤, 100%% 아니면 50%%, %%time", "앞 뒤, 100%% 아니면 50%%, %%time"),
        ("위헌을 심판한다. ^def-1", "위헌을 심판한다."),
        ("y = x ^2 와 2 ^n", "y = x ^2 와 2 ^n"),
        ("<script>alert('x')</script>글<style>p{}</style>", "글"),
        ("![img](a.png) ![오류 역전파 흐름](b.png) <img alt='스크린샷 2024-01-16' src=c>", "오류 역전파 흐름"),
        ("![[그림.png]] [[노트#절|별칭]] [[노트]]", "별칭 노트"),
        ("줄\\\n> 바꿈  \n 다음", "줄 바꿈 다음"),
        ("nbsp\u00a0와 폭\u200b없는 공백", "nbsp 와 폭없는 공백"),
        ("A --> B, x <- y, \\(x^2\\)와 \\[y = 1\\], \\[괄호\\]", "A --> B, x <- y, \\(x^2\\)와 \\[y = 1\\], [괄호]"),
        ("\\*별\\* \\# 샵", "*별* # 샵"),
        ("==형광펜== a == b", "형광펜 a == b"),
        ("빛은 1초에 3×10<sup>8</sup> m, **10<sup>−9</sup> m**는 나노미터", "빛은 1초에 3×10^8 m, 10^−9 m는 나노미터"),
        ("x<sup>n+1</sup>y와 2<sup>n</sup>m, (a+b)<sup>2</sup>", "x^(n+1)y와 2^(n)m, (a+b)^2"),
        ("19<sup>th</sup> century, 25<sup>°</sup>C, Mg<sup>2+</sup>", "19th century, 25°C, Mg^2+"),
        ("주석<sup>[2]</sup>과 <sup>작은 글</sup>", "주석[2]과 작은 글"),
        ("CO<sub>2</sub>, SO<sub>4</sub><sup>2-</sup>, 1101<sub>2</sub>, log<sub>2</sub>8", "CO2, SO4^2-, 1101_2, log_2 8"),
        ("`<sup>`은 위, `?` 앞은 `a.b`다", "<sup>은 위, ? 앞은 a.b다"),
        ("눈여겨볼 글\n{: .warning #note}", "눈여겨볼 글"),
        ('그림 설명{: width="200" .wide}과 {:toc}', "그림 설명과"),
        ("제목 {#section-one .wide}", "제목"),
        ("{:.2f}와 {:d}, {: 값}, ${#names[*]}, {#a}", "{:.2f}와 {:d}, {: 값}, ${#names[*]}, {#a}"),
        ("", ""),
        ("****", ""),
    ],
)
def test_plain_words(raw: str, words: str) -> None:
    assert plain(raw) == words


def test_offsets_point_at_the_same_words() -> None:
    raw = "**ReLU**는 [음수](x)에서 0을 낸다. `Leaky`는 다르다."
    found = plain_with_offsets(raw)
    start = found.text.index("음수")
    assert raw[slice(*found.span(start, start + 2))] == "음수"
    assert raw[slice(*found.span(0, 4))] == "ReLU"


def test_what_stood_in_backticks_is_known() -> None:
    found = plain_with_offsets("**굵게** `?`와 ``a ` b``")
    assert [found.text[start:end] for start, end in found.code] == ["?", "a ` b"]


MARKUP = st.text(alphabet="ab가1 \n\t*_`$[](){}<>!|#\\~=&;:/.-\ufdd0\u200b", max_size=80)


@settings(deadline=None)
@given(MARKUP | st.text(max_size=80))
def test_any_text_has_ordered_offsets(raw: str) -> None:
    found = plain_with_offsets(raw)
    assert len(found.offsets) == len(found.text)
    assert list(found.offsets) == sorted(found.offsets)
    assert all(0 <= offset < len(raw) for offset in found.offsets)
    assert found.text == " ".join(found.text.split())
