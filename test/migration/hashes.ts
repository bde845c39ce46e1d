/** The password that all of them are of. */
export const OLD_PASSWORD = 'Correct-Horse-7';

/** Hashes that other programs have made: Python's hashlib and crypt, and for Argon2 `@noble/hashes`. */
export const HASHES: Readonly<Record<string, string>> = {
  'scrypt PHC (passlib)':
    '$scrypt$ln=14,r=8,p=1$AAECAwQFBgcICQoLDA0ODw$TXY6lK5/gA1AmjWcwaIqe82mTilaq4UhlOjqHlhCIjY',
  'Django scrypt':
    'scrypt$16384$saltysalt$8$5$OeT06ivy7FDnR4lzhaSBNaUkYd7+QUdhOebZHaWOqbDljD/D65GhNhtTtd5klH8Vr4Orr8biv4XD6q8sGmOF6Q==',
  'Werkzeug scrypt':
    'scrypt:32768:8:1$9gHqRmkLpwZtYvBn$6919e0779249ef561a4d8ca33153b40c8dd5ded3680ca40af325160c80c9abf063873427f5dd45c92d93653522570299075084268ee6e9633b1796cb302ce3c2',
  'PBKDF2 sha256 (passlib)':
    '$pbkdf2-sha256$29000$AAECAwQFBgcICQoLDA0ODw$vmuc48XHwMRdJbxDmr8ofKf/pi8QeiKOiGiI5plzeQY',
  'PBKDF2 sha512 (passlib)':
    '$pbkdf2-sha512$29000$AAECAwQFBgcICQoLDA0ODw$wToNw8V154n.0p72L0Uuzu4sWWTwACZGpSKyHlsBgWqGoUdVz2an.ZLwQSLdxSQtxt/06ncyZkaTa4qjENq1Og',
  'PBKDF2 sha1 (passlib)': '$pbkdf2$1000$AAECAwQFBgcICQoLDA0ODw$HaNWgMoqckT.rdjMrX0XxS68qVw',
  'PBKDF2 i=': '$pbkdf2-sha256$i=1000$AAECAwQFBgcICQoLDA0ODw$VrVVFC9l06r9lwjSM7+3+X7DO36uYtywnmEE+lVFjBA',
  'Django PBKDF2': 'pbkdf2_sha256$26000$saltysalt$/m6iZdPneP0bJIodpQnww6ws/D/bCNuQ+9lYdbezVwo=',
  'Werkzeug PBKDF2':
    'pbkdf2:sha256:26000$saltysalt$fe6ea265d3e778fd1b248a1da509f0c3ac2cfc3fdb08db90fbd95875b7b3570a',
  'ASP.NET Identity 3':
    'AQAAAAEAACcQAAAAEAABAgMEBQYHCAkKCwwNDg/Jox3jpGvbXqNNlxQ+kXv7ZumwPps+3uzQ0nBFVLtfuQ==',
  'ASP.NET Identity 3, sha512':
    'AQAAAAIAAAPoAAAAEAABAgMEBQYHCAkKCwwNDg9kDaIlFbFusNrv8K+qWsjXZU5pJuaVGE80ZhhiybS06A==',
  'ASP.NET Identity 2': 'AAABAgMEBQYHCAkKCwwNDg8do1aAyipyRP6t2MytfRfFLrypXEbR08bQ2Axt7Q9ufA==',
  'bcrypt $2a$': '$2a$04$abcdefghijklmnopqrstuuIhSHOYW62MYzOCiBO1FrAHfyr5D9TxS',
  'bcrypt $2b$': '$2b$04$abcdefghijklmnopqrstuuIhSHOYW62MYzOCiBO1FrAHfyr5D9TxS',
  'bcrypt $2y$': '$2y$04$abcdefghijklmnopqrstuuIhSHOYW62MYzOCiBO1FrAHfyr5D9TxS',
  'Django bcrypt_sha256': 'bcrypt_sha256$$2b$04$abcdefghijklmnopqrstuu/4zITciofpDNgUszQ6WR7PPGt505Pqu',
  'Django bcrypt': 'bcrypt$$2b$04$abcdefghijklmnopqrstuuIhSHOYW62MYzOCiBO1FrAHfyr5D9TxS',
  Argon2i: '$argon2i$v=19$m=256,t=2,p=2$AAECAwQFBgcICQoLDA0ODw$pZntHBHhDtwUXYsIiUI3yMzCcwKctgmzdPb/VzRlPBA',
  Argon2d: '$argon2d$v=19$m=256,t=2,p=2$AAECAwQFBgcICQoLDA0ODw$Bkfv8HCgMgUGRmHGStD5/Pkcy8uP5JW6rFaWoATHd4s',
  Argon2id: '$argon2id$v=19$m=256,t=2,p=2$AAECAwQFBgcICQoLDA0ODw$16QzxYW+25Pc4ShserT4q6Kvdx01LHy/KSG1lijg5dM',
  'Django Argon2':
    'argon2$argon2id$v=19$m=256,t=2,p=2$AAECAwQFBgcICQoLDA0ODw$16QzxYW+25Pc4ShserT4q6Kvdx01LHy/KSG1lijg5dM',
};
