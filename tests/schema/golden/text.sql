# names that need quotes
CREATE TABLE `my table` (`select` INT, `a``b` INT, 5th INT, $x INT, été INT, comment INT, `Date` DATE, KEY `k``k` (`a``b`));
=>
CREATE TABLE `my table` (
  `select` int DEFAULT NULL,
  `a``b` int DEFAULT NULL,
  `5th` int DEFAULT NULL,
  `$x` int DEFAULT NULL,
  `été` int DEFAULT NULL,
  `comment` int DEFAULT NULL,
  `Date` date DEFAULT NULL,
  KEY `k``k` (`a``b`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci

# comments are white space
CREATE /* one */ TABLE t ( -- two
a INT, # three
b /**/ INT) /* end */;
=>
CREATE TABLE `t` (
  `a` int DEFAULT NULL,
  `b` int DEFAULT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci

# white space and case
cReAtE	TaBlE T
(
A iNt(11) UnSiGnEd nOt NuLl dEfAuLt '0'
,
pRiMaRy KeY(A)
)
eNgInE=INNODB dEfAuLt cHaRsEt=UTF8MB4;
=>
CREATE TABLE `T` (
  `A` int unsigned NOT NULL DEFAULT '0',
  PRIMARY KEY (`A`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci

# what show create table prints reads back
CREATE TABLE `t` (
  `id` bigint unsigned NOT NULL AUTO_INCREMENT,
  `email` varchar(255) NOT NULL,
  `created_at` timestamp(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (`id`),
  UNIQUE KEY `email` (`email`)
) ENGINE=InnoDB AUTO_INCREMENT=100 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci COMMENT='a\nb';
=>
CREATE TABLE `t` (
  `id` bigint unsigned NOT NULL AUTO_INCREMENT,
  `email` varchar(255) NOT NULL,
  `created_at` timestamp(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (`id`),
  UNIQUE KEY `email` (`email`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci COMMENT='a\nb'
