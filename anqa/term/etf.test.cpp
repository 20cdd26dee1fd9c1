#include "anqa/term/etf.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <zlib.h>

#include "anqa/base/encoding.hpp"
#include "anqa/term/internal/term_generator.hpp"

namespace anqa {
namespace {

using ::testing::HasSubstr;

template <std::size_t N>
std::string bytes(const char (&text)[N]) {
  return {text, N - 1};
}

std::string error_of(std::string_view text, etf::Options options = {}) {
  const auto decoded = etf::decode(text, options);
  return decoded ? "decoded: " + inspect(*decoded) : decoded.error().message;
}

// Made with plug_crypto 2.1.1 on OTP 25.
TEST(Etf, ReadsAndWritesASession) {
  const auto session = bytes("\x83\x74\x00\x00\x00\x01\x6d\x00\x00\x00\x07user_id\x61\x2a");
  EXPECT_EQ(*etf::decode(session), Term::map({{"user_id", 42}}));
  EXPECT_EQ(etf::encode(Term::map({{"user_id", 42}})), session);
}

TEST(Etf, ReadsAndWritesATokenPayload) {
  const auto payload = bytes("\x83\x68\x03\x61\x63\x6e\x06\x00\x00\x68\xe5\xcf\x8b\x01\x62\x00\x01\x51\x80");
  EXPECT_EQ(*etf::decode(payload), Term::tuple({99, 1700000000000, 86400}));
  EXPECT_EQ(etf::encode(Term::tuple({99, 1700000000000, 86400})), payload);
}

// From `term_to_binary` of Erlang/OTP 25 and 26.
TEST(Etf, WritesTheBytesThatErlangWrites) {
  EXPECT_EQ(etf::encode(-1), bytes("\x83\x62\xff\xff\xff\xff"));
  EXPECT_EQ(etf::encode(256), bytes("\x83\x62\x00\x00\x01\x00"));
  EXPECT_EQ(etf::encode(-4294967296), bytes("\x83\x6e\x05\x01\x00\x00\x00\x00\x01"));
  EXPECT_EQ(etf::encode(1.5), bytes("\x83\x46\x3f\xf8\x00\x00\x00\x00\x00\x00"));
  EXPECT_EQ(etf::encode(true), bytes("\x83\x77\x04true"));
  EXPECT_EQ(etf::encode(nullptr), bytes("\x83\x77\x03nil"));
  EXPECT_EQ(etf::encode(Term::list({})), bytes("\x83\x6a"));
  EXPECT_EQ(etf::encode(Term::list({97, 98})), bytes("\x83\x6b\x00\x02"
                                                     "ab"));
  EXPECT_EQ(etf::encode(Term::list({"a"})), bytes("\x83\x6c\x00\x00\x00\x01\x6d\x00\x00\x00\x01\x61\x6a"));
  EXPECT_EQ(etf::encode(Term::improper_list({Term::atom("a")}, Term::atom("b"))),
            bytes("\x83\x6c\x00\x00\x00\x01\x77\x01\x61\x77\x01\x62"));
}

TEST(Etf, ReadsOlderForms) {
  EXPECT_EQ(*etf::decode(bytes("\x83\x64\x00\x02ok")), Term::atom("ok"));
  EXPECT_EQ(*etf::decode(bytes("\x83\x73\x01\xe9")), Term::atom("é"));
  EXPECT_EQ(*etf::decode(bytes("\x83\x64\x00\x03nil")), Term());
  EXPECT_EQ(*etf::decode(bytes("\x83"
                               "c1.50000000000000000000e+00\0\0\0\0\0")),
            Term(1.5));
  EXPECT_EQ(*etf::decode(bytes("\x83\x4d\x00\x00\x00\x01\x08\x61")), Term("a"));
  EXPECT_EQ(*etf::decode(bytes("\x83\x67\x77\x01n\x00\x00\x00\x01\x00\x00\x00\x02\x03")),
            Term(ExternalPid{"n", 1, 2, 3}));
  EXPECT_EQ(*etf::decode(bytes("\x83\x65\x77\x01n\x00\x00\x00\x07\x03")),
            Term(ExternalReference{"n", 3, {7}}));
  EXPECT_EQ(*etf::decode(bytes("\x83\x66\x77\x01n\x00\x00\x00\x07\x03")), Term(ExternalPort{"n", 7, 3}));
}

TEST(Etf, ReadsACompressedTerm) {
  const std::string plain = etf::encode(std::string(1000, 'x')).substr(1);
  std::string packed(compressBound(plain.size()), '\0');
  uLongf size = packed.size();
  ASSERT_EQ(compress(reinterpret_cast<Bytef*>(packed.data()), &size,
                     reinterpret_cast<const Bytef*>(plain.data()), plain.size()),
            Z_OK);
  packed.resize(size);
  const std::string head = bytes("\x83\x50\x00\x00\x03\xed");
  EXPECT_EQ(*etf::decode(head + packed), Term(std::string(1000, 'x')));
  EXPECT_THAT(error_of(head + packed, {.max_inflated = 1000}), HasSubstr("at most 1000 are accepted"));
  EXPECT_THAT(error_of(bytes("\x83\x50\x00\x00\x03\xee") + packed), HasSubstr("does not inflate"));
  EXPECT_THAT(error_of(bytes("\x83\x50\xff\xff\xff\xff")), HasSubstr("of 4294967295 bytes"));
}

TEST(Etf, RefusesHostileBytes) {
  EXPECT_EQ(error_of(""), "External Term Format: the first byte must be 131");
  EXPECT_EQ(error_of(bytes("\x83")), "External Term Format, byte 0: 1 bytes are declared, 0 are left");
  EXPECT_THAT(error_of(bytes("\x83\x6c\xff\xff\xff\xff\x6a")),
              HasSubstr("4294967295 elements are declared, 1 bytes are left"));
  EXPECT_THAT(error_of(bytes("\x83\x69\xff\xff\xff\xff")), HasSubstr("elements are declared"));
  EXPECT_THAT(error_of(bytes("\x83\x74\x00\x00\x00\x01\x61\x01")), HasSubstr("declared"));
  EXPECT_THAT(error_of(bytes("\x83\x6d\x00\x00\x00\x05"
                             "ab")),
              HasSubstr("5 bytes are declared, 2 are left"));
  EXPECT_THAT(error_of(bytes("\x83\x6f\xff\xff\xff\xff\x00")), HasSubstr("declared"));
  EXPECT_THAT(error_of(bytes("\x83\x70\x00\x00\x00\x00")), HasSubstr("a function (tag 112)"));
  EXPECT_THAT(error_of(bytes("\x83\x71\x77\x01m\x77\x01"
                             "f\x61\x01")),
              HasSubstr("a function (tag 113)"));
  EXPECT_THAT(error_of(bytes("\x83\x61\x01\x61")), HasSubstr("1 bytes follow"));
  EXPECT_THAT(error_of(bytes("\x83\x05")), HasSubstr("unknown tag 5"));
  EXPECT_THAT(error_of(bytes("\x83\x46\x7f\xf0\x00\x00\x00\x00\x00\x00")), HasSubstr("not finite"));
  EXPECT_THAT(error_of(bytes("\x83\x77\x01\xff")), HasSubstr("not UTF-8"));
  EXPECT_THAT(error_of(bytes("\x83\x74\x00\x00\x00\x02\x61\x01\x61\x01\x61\x01\x61\x02")),
              HasSubstr("equal keys"));
  EXPECT_THAT(error_of(bytes("\x83\x4d\x00\x00\x00\x01\x03\x61")), HasSubstr("bitstring"));
  EXPECT_THAT(error_of(bytes("\x83\x5a\x00\x06\x77\x01n")), HasSubstr("1 to 5 words"));
  EXPECT_THAT(error_of(bytes("\x83\x58\x61\x01")), HasSubstr("must be an atom"));
  std::string deep = "\x83";
  for (int i = 0; i < 100000; ++i) deep += bytes("\x68\x01");
  EXPECT_THAT(error_of(deep), HasSubstr("nested deeper than 256 levels"));
}

TEST(Etf, ReadsTermsThatFollowEachOther) {
  std::string two;
  etf::encode_next(Term::atom("a"), two);
  etf::encode_next("b", two);
  std::string_view rest = two;
  EXPECT_EQ(*etf::decode_next(rest), Term::atom("a"));
  EXPECT_EQ(*etf::decode_next(rest), Term("b"));
  EXPECT_TRUE(rest.empty());
}

TEST(Etf, RefusesToWriteAnAtomThatErlangCouldNotRead) {
  EXPECT_EQ(etf::decode(etf::encode(Term::atom(std::string(255, 'a'))))->as_atom()->size(), 255U);
  EXPECT_THROW(etf::encode(Term::atom(std::string(256, 'a'))), std::length_error);
}

RC_GTEST_PROP(EtfProperty, WhatIsWrittenIsReadBack, (const Term& term)) {
  const auto back = etf::decode(etf::encode(term));
  if (!back) RC_FAIL(back.error().message);
  RC_ASSERT(*back == term);
}

RC_GTEST_PROP(EtfProperty, DamagedBytesAreAnErrorOrATerm, (const Term& term)) {
  std::string text = etf::encode(term);
  const auto at = *rc::gen::inRange<std::size_t>(1, text.size());
  text[at] = *rc::gen::arbitrary<char>();
  const auto back = etf::decode(text);
  if (back) RC_ASSERT(etf::decode(etf::encode(*back)).has_value());
}

}  // namespace
}  // namespace anqa
