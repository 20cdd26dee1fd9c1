// The values named below were made with plug_crypto 2.1.1.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "anqa/base/encoding.hpp"
#include "anqa/term/etf.hpp"
#include "anqa/web/crypto/csrf_token.hpp"
#include "anqa/web/crypto/key_generator.hpp"
#include "anqa/web/crypto/message_encryptor.hpp"
#include "anqa/web/crypto/message_verifier.hpp"
#include "anqa/web/crypto/random.hpp"
#include "anqa/web/crypto/session_codec.hpp"
#include "anqa/web/crypto/token.hpp"

namespace anqa {
namespace {

using std::chrono::seconds;

const std::string secret = "abcdefghijklmnopqrstuvwxyz012345abcdefghijklmnopqrstuvwxyz012345";
const std::string official_cookie =
    "SFMyNTY.g3QAAAABbQAAAAd1c2VyX2lkYSo.Qw_rhrlHk4LPhqhMy__nAHdGs6F5jJgg4oiP81Iaeyk";
const std::string official_token =
    "SFMyNTY.g2gDYWNuBgAAaOXPiwFiAAFRgA.Z6gaJ3PN_5AZ3M401cKKRQyy7N27P97n6FgvZDSol_8";
const UtcTime signed_at{seconds(1700000000)};

/// `text` with the character at `index` exchanged for another one of the same alphabet.
std::string damaged(std::string text, std::size_t index) {
  text[index] = text[index] == 'A' ? 'B' : 'A';
  return text;
}

TEST(KeyGenerator, DerivesPlugsKeys) {
  EXPECT_EQ(hex_encode(KeyGenerator::generate(secret, "signing salt")),
            "4f4f5baec26df1858cedd4117838d6c3882f252faa3b118367834992710f8701");
  EXPECT_EQ(hex_encode(KeyGenerator::generate(secret, "enc salt")),
            "fa91b2118bca22c24c7f0f8a011db07771425a38d87213ed5d7eb9b6498db515");
  EXPECT_EQ(KeyGenerator::generate(secret, "enc salt"), KeyGenerator::generate(secret, "enc salt"));
  EXPECT_EQ(KeyGenerator::generate(secret, "enc salt", {.length = 16}).size(), 16U);
}

TEST(MessageVerifier, SignsAsPlugDoes) {
  const std::string key = KeyGenerator::generate(secret, "signing salt");
  const std::string session = etf::encode(Term::map({{"user_id", 42}}));
  EXPECT_EQ(MessageVerifier::sign(session, key), official_cookie);
  EXPECT_EQ(MessageVerifier::verify(official_cookie, key), session);
}

TEST(MessageVerifier, RefusesWhatWasTamperedWith) {
  const std::string key = KeyGenerator::generate(secret, "signing salt");
  for (std::size_t i = 0; i + 1 < official_cookie.size(); ++i) {
    EXPECT_EQ(MessageVerifier::verify(damaged(official_cookie, i), key), std::nullopt) << i;
  }
  EXPECT_EQ(MessageVerifier::verify(official_cookie, KeyGenerator::generate(secret, "other")), std::nullopt);
  for (const char* text :
       {"", ".", "..", "SFMyNTY", "SFMyNTY.g3Q", "bm9uZQ.g3Q.", "SFMyNTY.g3Q.!", "SFMyNTY..x"}) {
    EXPECT_EQ(MessageVerifier::verify(text, key), std::nullopt) << text;
  }
}

TEST(MessageVerifier, NeverUsesTheKeyOfTheMessageBefore) {
  const std::string of_a_key = MessageVerifier::sign("hi", "key");
  const std::string of_none = MessageVerifier::sign("hi", std::string_view());
  // openssl dgst -sha256 -hmac "" over "SFMyNTY.aGk"
  EXPECT_EQ(of_none, "SFMyNTY.aGk.Cc-1oXd-36MKyhFBEAVdtfj4w14EZd54gW7tA7Q25nk");
  EXPECT_EQ(MessageVerifier::sign("hi", ""), of_none);
  EXPECT_EQ(MessageVerifier::verify(of_a_key, std::string_view()), std::nullopt);
  EXPECT_EQ(MessageVerifier::verify(of_a_key, "key"), "hi");
}

TEST(MessageVerifier, ReadsLongerDigests) {
  // openssl dgst -sha384 and -sha512 -hmac key over "SFMzODQ.aGk" and "SFM1MTI.aGk"
  EXPECT_EQ(MessageVerifier::verify(
                "SFMzODQ.aGk.w7e_BTujE8mTlM8li-8FeuUfWcfyvLK8dJ0R_xoc8vsDkHOyv5o7TkLentRdGo42", "key"),
            "hi");
  EXPECT_EQ(MessageVerifier::verify("SFM1MTI.aGk.wNmIFngbPaxamlruF0-HFH2V-Zs3HgxqM_EwTk1PyXMo_ROqvEaMTm0e-"
                                    "V6QLBMiMPI8DMsNrH5Vudz3dAC9hQ",
                                    "key"),
            "hi");
}

TEST(MessageEncryptor, ReadsPlugsMessages) {
  const std::string key = KeyGenerator::generate(secret, "enc salt");
  const std::string official = "XCP.NQZFctspxx5Cuv58bBpkrfu0FQrc4wuhYjuEvcgGfGn-zKbUenC4Q0xTKVzC";
  EXPECT_EQ(MessageEncryptor::decrypt(official, key), "hello");
  EXPECT_EQ(MessageEncryptor::decrypt(official, key, "another aad"), std::nullopt);
  for (std::size_t i = 0; i + 1 < official.size(); ++i) {
    EXPECT_EQ(MessageEncryptor::decrypt(damaged(official, i), key), std::nullopt) << i;
  }
}

TEST(MessageEncryptor, ReadsItsOwnAndNeverWritesTheSameTwice) {
  const std::string key = KeyGenerator::generate(secret, "enc salt");
  const std::string one = MessageEncryptor::encrypt("", key);
  EXPECT_EQ(MessageEncryptor::decrypt(one, key), "");
  EXPECT_NE(MessageEncryptor::encrypt("", key), one);
  EXPECT_THROW(MessageEncryptor::encrypt("", "short"), std::invalid_argument);
}

TEST(MessageEncryptor, ReadsWhatPlugWroteBefore) {
  // Made with Erlang's crypto: AES-128-GCM, its key wrapped by AES-256-GCM.
  const std::string key(32, '\x11');
  const std::string sign_key(32, '\x22');
  const std::string old =
      "QTEyOEdDTQ.WqBHayN9qC0EfvjUmGJ3S2K-mRbhUVAZGS05E2uh3mgVFhcYGRobHB0eHyA.AQIDBAUGBwgJCgsM."
      "JfkAKrijVRUtJ8LgwbSU7Mg.SqAo-rOgaRZroxPOxCZ-wA";
  EXPECT_EQ(MessageEncryptor::decrypt_with(old, key, sign_key), "hello from plug 1");
  EXPECT_EQ(MessageEncryptor::decrypt_with(old, sign_key, key), std::nullopt);
  EXPECT_EQ(MessageEncryptor::decrypt_with(old, key, ""), std::nullopt);
  EXPECT_EQ(MessageEncryptor::decrypt(old, key), std::nullopt);
  for (std::size_t i = 0; i + 1 < old.size(); ++i) {
    EXPECT_EQ(MessageEncryptor::decrypt_with(damaged(old, i), key, sign_key), std::nullopt) << i;
  }
  for (const char* text :
       {"QTEyOEdDTQ.", "QTEyOEdDTQ....", "QTEyOEdDTQ.AA.AA.AA.AA", "QTEyOEdDTQ.AA.AA.AA"}) {
    EXPECT_EQ(MessageEncryptor::decrypt_with(text, key, sign_key), std::nullopt) << text;
  }
  EXPECT_EQ(MessageEncryptor::decrypt_with(MessageEncryptor::encrypt("new", key), key, sign_key), "new");
}

TEST(Token, IsPhoenixs) {
  EXPECT_EQ(Token::sign(secret, "user auth", 99, {.signed_at = signed_at}), official_token);
  EXPECT_EQ(Token::verify(secret, "user auth", official_token, {.now = signed_at}), Term(99));
}

TEST(Token, ExpiresWhenItsAgeIsOver) {
  const auto verdict = [](seconds later, std::optional<seconds> max_age = {}) {
    return Token::verify(secret, "user auth", official_token, {.max_age = max_age, .now = signed_at + later});
  };
  EXPECT_EQ(verdict(seconds(86400)), Term(99));
  EXPECT_EQ(verdict(seconds(86401)), std::unexpected(TokenError::expired));
  EXPECT_EQ(verdict(seconds(86401), seconds(90000)), Term(99));
  EXPECT_EQ(verdict(seconds(11), seconds(10)), std::unexpected(TokenError::expired));
  EXPECT_EQ(verdict(seconds(0), seconds(0)), std::unexpected(TokenError::expired));
  EXPECT_EQ(verdict(seconds(1'000'000'000), Token::forever), Term(99));
  EXPECT_EQ(verdict(seconds(-1)), std::unexpected(TokenError::invalid));
}

TEST(Token, MayLastForever) {
  const std::string token =
      Token::sign(secret, "s", "x", {.max_age = Token::forever, .signed_at = signed_at});
  EXPECT_EQ(Token::verify(secret, "s", token), Term("x"));
}

TEST(Token, TellsMissingFromInvalid) {
  EXPECT_EQ(Token::verify(secret, "user auth", ""), std::unexpected(TokenError::missing));
  EXPECT_EQ(Token::verify(secret, "other use", official_token), std::unexpected(TokenError::invalid));
  EXPECT_EQ(Token::verify(secret, "user auth", "bad"), std::unexpected(TokenError::invalid));
  const std::string key = KeyGenerator::generate(secret, "user auth");
  for (const Term& payload :
       {Term(1), Term::tuple({1}), Term::tuple({1, "x", 2}), Term::tuple({1, 2, "x"})}) {
    const std::string token = MessageVerifier::sign(etf::encode(payload), key);
    EXPECT_EQ(Token::verify(secret, "user auth", token), std::unexpected(TokenError::invalid))
        << inspect(payload);
  }
}

TEST(Token, ReadsOlderPayloads) {
  const std::string key = KeyGenerator::generate(secret, "s");
  const auto read = [&](const Term& payload) {
    return Token::verify(secret, "s", MessageVerifier::sign(etf::encode(payload), key), {.now = signed_at});
  };
  EXPECT_EQ(read(Term::tuple({"a", 1699999999000})), Term("a"));
  EXPECT_EQ(read(Term::map({{Term::atom("data"), "a"}, {Term::atom("signed"), 1699999999000}})), Term("a"));
}

TEST(Token, TakesTimesThatNoClockHolds) {
  const std::string key = KeyGenerator::generate(secret, "s");
  const auto read = [&](const Term& payload) {
    return Token::verify(secret, "s", MessageVerifier::sign(etf::encode(payload), key), {.now = signed_at});
  };
  const auto expired = std::unexpected(TokenError::expired);
  constexpr auto smallest = std::numeric_limits<std::int64_t>::min();
  EXPECT_EQ(read(Term::tuple({"a", 1699999999000, -8.4e237})), expired);
  EXPECT_EQ(read(Term::tuple({"a", 1699999999000, 8.4e237})), Term("a"));
  EXPECT_EQ(read(Term::tuple({"a", smallest, 86400})), expired);
  EXPECT_EQ(read(Term::tuple({"a", smallest, Term::atom("infinity")})), Term("a"));
}

TEST(Token, EncryptsToo) {
  const std::string token = Token::encrypt(secret, "s", Term::atom("private"));
  EXPECT_THAT(token, ::testing::StartsWith("XCP."));
  EXPECT_EQ(Token::decrypt(secret, "s", token), Term::atom("private"));
  EXPECT_EQ(Token::decrypt(secret, "t", token), std::unexpected(TokenError::invalid));
  EXPECT_EQ(Token::verify(secret, "s", token), std::unexpected(TokenError::invalid));
}

TEST(CsrfToken, IsMaskedDifferentlyEachTime) {
  const std::string session = CsrfToken::generate();
  const std::string one = CsrfToken::mask(session);
  EXPECT_EQ(session.size(), 24U);
  EXPECT_EQ(one.size(), 56U);
  EXPECT_NE(CsrfToken::mask(session), one);
  EXPECT_TRUE(CsrfToken::valid(session, one));
  EXPECT_FALSE(CsrfToken::valid(CsrfToken::generate(), one));
  EXPECT_FALSE(CsrfToken::valid(session, session));
  EXPECT_FALSE(CsrfToken::valid(session, ""));
  EXPECT_FALSE(CsrfToken::valid("", one));
  EXPECT_FALSE(CsrfToken::valid(session, damaged(one, 3)));
  EXPECT_FALSE(CsrfToken::valid(session, damaged(one, 50)));
  EXPECT_THROW(CsrfToken::mask("short"), std::invalid_argument);
}

TEST(CsrfToken, MayBeBoundToAHost) {
  const std::string session = CsrfToken::generate();
  const std::string token = CsrfToken::for_host(session, "shop.example", secret);
  EXPECT_THAT(token, ::testing::StartsWith("SFMyNTY."));
  EXPECT_TRUE(CsrfToken::valid_for_host(session, token, "shop.example", secret));
  EXPECT_FALSE(CsrfToken::valid_for_host(session, token, "evil.example", secret));
  EXPECT_FALSE(CsrfToken::valid_for_host(CsrfToken::generate(), token, "shop.example", secret));
}

TEST(SessionCodec, ReadsAndWritesPlugsCookie) {
  const SessionCodec codec(secret, {.signing_salt = "signing salt"});
  EXPECT_EQ(codec.encode(Term::map({{"user_id", 42}})), official_cookie);
  EXPECT_EQ(codec.decode(official_cookie), Term::map({{"user_id", 42}}));
  EXPECT_EQ(codec.decode(damaged(official_cookie, 20)), Term());
  EXPECT_EQ(codec.decode(""), Term());
}

TEST(SessionCodec, EncryptsAndRotates) {
  const SessionCodec old_codec(secret, {.signing_salt = "signing salt"});
  const SessionCodec codec(secret, {.signing_salt = "signing salt", .encryption_salt = "enc salt"},
                           {{.signing_salt = "signing salt"}});
  const Term session = Term::map({{"user_id", 42}});
  EXPECT_THAT(codec.encode(session), ::testing::StartsWith("XCP."));
  EXPECT_EQ(codec.decode(codec.encode(session)), session);
  EXPECT_EQ(codec.decode(official_cookie), session);
  EXPECT_EQ(old_codec.decode(codec.encode(session)), Term());
}

TEST(SessionCodec, RefusesAWeakConfiguration) {
  EXPECT_THROW(SessionCodec(secret.substr(1), {.signing_salt = "s"}), std::invalid_argument);
  EXPECT_THROW(SessionCodec(secret, {}), std::invalid_argument);
  EXPECT_THROW(
      SessionCodec(secret, {.signing_salt = "s", .encryption_salt = "e", .derivation = {.length = 16}}),
      std::invalid_argument);
}

TEST(Random, GivesWhatWasAskedFor) {
  EXPECT_EQ(random_bytes(18).size(), 18U);
  EXPECT_EQ(random_token(18).size(), 24U);
  EXPECT_NE(random_bytes(18), random_bytes(18));
}

}  // namespace
}  // namespace anqa
